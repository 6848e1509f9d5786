import FoundationEssentials
import JSON
import Testing

@Suite struct JSONEncodableTests {
    struct Part: Encodable {
        var name: String
        var size: Int?
        var whole = 5.0
        var fraction = 0.1
        var parts: [Part] = []
    }

    @Test func writesMembersInTheTypesOrder() throws {
        let part = Part(name: "a\"b", size: nil, parts: [Part(name: "", size: 2)])
        #expect(
            try JSONWriter.text(of: part)
                == #"{"name":"a\"b","whole":5,"fraction":0.1,"parts":[{"name":"","size":2,"whole":5,"fraction":0.1,"parts":[]}]}"#
        )
        #expect(
            try JSONWriter.text(of: ["b": [1], "a": []], [.sortedKeys, .pretty])
                == "{\n  \"a\": [],\n  \"b\": [\n    1\n  ]\n}"
        )
    }

    @Test func writesWhatFoundationWrites() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func check<T: Encodable>(_ value: T) throws {
            #expect(
                try JSONWriter.text(of: value, .sortedKeys)
                    == String(decoding: try encoder.encode(value), as: UTF8.self)
            )
        }
        try check([Int8.min, .max])
        try check([UInt64.max])
        try check([Int.min, .max])
        try check([Double.leastNonzeroMagnitude, 1e16, 1e22, 123456789.125, -0.5, 100, 1e-7])
        try check([Float(0.1), 16777216, 1e30])
        try check(["é", "\u{1}\n\t\r\"\\/", "\u{10FFFF}"])
        try check([Optional<Int>.none, 1])
        try check(["k": Optional<String>.none, "l": "x"])
        try check([1: "one", 20: "twenty"])
        try check([JSONDecodableTests.Colour.red: 1])
        try check(Optional<Int>.none)
        try check("top")
        try check(true)
        try check([[String: [Int]]]())
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func refusesWhatIsNotFinite(_ value: Double) throws {
        let errors = [
            #expect(throws: JSONError.self) {
                try JSONWriter.bytes(of: ["rows": [["mean": 1, "max": value]]], .sortedKeys)
            },
            #expect(throws: JSONError.self) { try JSONWriter.bytes(of: ["rows": [["max": Float(value)]]]) },
        ]
        for error in errors {
            #expect(error?.description == "rows[0].max is \(value), a number that JSON does not have")
        }
        #expect(throws: JSONError.self) { try JSONWriter.bytes(of: value) }
    }

    /// Writes into several containers in turn, as a hand-written `encode(to:)` may.
    struct ByHand: Encodable {
        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: JSONDecodableTests.AnyKey.self)
            var nested = members.nestedContainer(keyedBy: JSONDecodableTests.AnyKey.self, forKey: .init("nested"))
            var list = members.nestedUnkeyedContainer(forKey: .init("list"))
            try members.encode(1, forKey: .init("a"))
            try nested.encode(true, forKey: .init("b"))
            try list.encode("x")
            try list.encodeNil()
            var inner = list.nestedContainer(keyedBy: JSONDecodableTests.AnyKey.self)
            try list.encode([2])
            try inner.encodeNil(forKey: .init("n"))
            var innermost = list.nestedUnkeyedContainer()
            try innermost.encode(Int8(3))
            try nested.encodeIfPresent(Int?.none, forKey: .init("absent"))
            var again = encoder.container(keyedBy: JSONDecodableTests.AnyKey.self)
            try again.encode("twice", forKey: .init("a"))
            try 5.encode(to: members.superEncoder())
            try 6.encode(to: members.superEncoder(forKey: .init("s")))
            try 7.encode(to: list.superEncoder())
            #expect(list.count == 6)
            #expect(inner.codingPath.map(\.stringValue) == ["list", "Index 2"])
        }
    }

    @Test func servesEveryContainerAsFoundationDoes() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let theirs = String(decoding: try encoder.encode(ByHand()), as: UTF8.self)
        #expect(try JSONWriter.text(of: ByHand(), .sortedKeys) == theirs)
    }

    @Test func writesNothingWhereTheValueRefuses() throws {
        struct Refusing: Encodable {
            func encode(to encoder: any Encoder) throws { throw JSONDecodableTests.Own.refusal }
        }
        struct Silent: Encodable { func encode(to encoder: any Encoder) {} }
        #expect(throws: JSONDecodableTests.Own.refusal) { try JSONWriter.bytes(of: [Refusing()]) }
        #expect(try JSONWriter.text(of: [Silent()]) == "[{}]")
        #expect(try JSONWriter.text(of: Silent()) == "{}")
    }

    @Test func writesAPartOfAText() throws {
        var writer = JSONWriter()
        writer.beginArray()
        try writer.encode(["a": 1])
        try writer.encode(JSONValue.object(["z": 1, "a": 2]))
        writer.endArray()
        #expect(writer.text == #"[{"a":1},{"z":1,"a":2}]"#)
    }
}
