import Testing

@testable import PlanFile

@Suite struct JSONPlanReaderTests {
    private func error(_ text: String) -> String {
        do throws(PlanSyntaxError) {
            _ = try JSONPlanReader.read(Array(text.utf8))
            return "no error"
        } catch {
            return "\(error.position) \(error.message)"
        }
    }

    static let texts = [
        #"{"a": {"b": [1, 2.5, true, null, "x\n\"\\\/\u00e9", {"c": []}]}, "d":"e", "f": -0.5e3}"#,
        #"[]"#, #""text""#, "12", "{\n  \"a\": 1,\n  \"ü\": {\"b\": \"é\", \"c\": 2}\n}\n",
    ]

    @Test(arguments: texts) func saysTheSameAsTheYAMLReader(text: String) throws {
        #expect(try JSONPlanReader.read(Array(text.utf8)).root == YAMLReader.read(Array(text.utf8)).root)
    }

    @Test func readsWhatIsNoYAML() throws {
        let root = try JSONPlanReader.read(Array(#"{"\ud83d\ude00": "\ud83d\ude00\t"}"#.utf8)).root
        guard case .mapping(let entries) = root.content else { return }
        #expect(entries.map(\.key) == ["😀"])
    }

    @Test func namesEveryDuplicateName() throws {
        let duplicates = try JSONPlanReader.read(Array("{\"a\": 1,\r\n \"b\": {\"c\": 1, \"c\": 2}, \"a\": 3}".utf8))
            .duplicates
        #expect(
            duplicates.map { "\($0.position) \($0.message)" } == [
                #"2:16 "c" is here a second time; the first is in line 2"#,
                #"2:25 "a" is here a second time; the first is in line 1"#,
            ]
        )
    }

    @Test(arguments: [
        "", "{", "{'a': 1}", "{\"a\": 1,}", "{\"a\": 01}", "[1] [2]", "{\"a\": \"\\ud800\"}", "\u{FEFF}{}",
    ])
    func saysWhereTextIsNotJSON(text: String) {
        #expect(error(text).hasPrefix("1:"))
    }

    @Test func boundsDepthAndNumber() {
        #expect(
            error(String(repeating: "[", count: 60) + String(repeating: "]", count: 60))
                == "1:42 more than 40 levels of lists and mappings"
        )
        #expect(
            error("[" + Array(repeating: "1", count: 100_001).joined(separator: ",") + "]").hasSuffix(
                "more than 100000 values"
            )
        )
    }

    @Test func aFileIsReadByItsEnding() throws {
        #expect(throws: PlanError.self) { try PlanDocument(Array("a: 1".utf8), file: "p.json") }
        #expect(
            try PlanDocument(Array("a: 1".utf8), file: "p.yml").content.hash
                == PlanDocument(Array(#"{"a": 1}"#.utf8), file: "p.json").content.hash
        )
    }
}
