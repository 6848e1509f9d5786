import JSON
import Testing

@Suite struct JSONTestSuiteTests {
    @Test(arguments: JSONTestSuiteCase.valid)
    func acceptsAndWritesAgain(_ example: JSONTestSuiteCase) throws {
        let value = try JSONValue(parsing: example.bytes)
        #expect(try JSONValue(parsing: value.text()) == value)
        #expect(try JSONValue(parsing: value.text(.pretty)) == value)
        #expect(try JSONDocument(example.bytes).decode(JSONValue.self) == value)
        #expect(try JSONWriter.text(of: value) == value.text())
    }

    @Test(arguments: JSONTestSuiteCase.invalid)
    func refusesWithAPosition(_ example: JSONTestSuiteCase) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(example.bytes) }
        #expect(error.kind == .notJSON)
        let position = try #require(error.position)
        #expect((0...example.bytes.count).contains(position.offset))
    }

    @Test(arguments: JSONTestSuiteCase.implementationDefined)
    func choosesWhatTheDocumentationSays(_ example: JSONTestSuiteCase, _ choice: JSONTestSuiteCase.Choice) throws {
        guard choice != .noJSON else {
            #expect(throws: JSONError.self) { try JSONDocument(example.bytes) }
            return
        }
        let root = try JSONDocument(example.bytes).root
        switch choice {
        case .reads, .noJSON: _ = try root.value
        case .noDouble:
            #expect(throws: JSONError.self) { try root[0].double }
            #expect(try JSONValue(parsing: root.value.text()) == root.value)
        case .noString:
            let error = try #require(throws: JSONError.self) { try root[0].string }
            #expect("\(error)" == "[0] is not Unicode text")
        case .noName: #expect(throws: JSONError.self) { try root.value }
        }
        if choice == .reads, root.kind == .array { #expect(try root[0].double.isFinite) }
    }

    @Test func nestsUpTo512Deep() throws {
        for bracket in ["[]", "{}"] {
            func nested(_ depth: Int) -> String {
                bracket == "[]"
                    ? String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
                    : String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
            }
            #expect(try JSONValue(parsing: nested(500)).text() == nested(500))
            #expect(try JSONDocument(nested(512)).decode(JSONValue.self).text() == nested(512))
            let error = try #require(throws: JSONError.self) { try JSONDocument(nested(513)) }
            #expect(error.problem == "is not JSON: it is nested deeper than 512 levels")
        }
    }

    @Test(arguments: ["[", #"{"":"#, #"[{"":"#])
    func refusesAHundredThousandOpenings(_ opening: String) {
        #expect(throws: JSONError.self) { try JSONDocument(String(repeating: opening, count: 100_000)) }
    }
}
