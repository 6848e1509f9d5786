import JSON
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("12", 12), ("12.0", 12), ("1.2e1", 12), ("1200e-2", 12), ("0e99999999999", 0), ("0.0", 0),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9.223372036854775807E18", Int64.max),
        ("-922337203685477580800e-2", Int64.min), ("10000000000000000000000e-10", 1_000_000_000_000),
    ])
    func readsWholeNumbersExactly(_ text: String, _ value: Int64) throws {
        #expect(try JSONDocument(text).root.int64 == value)
        #expect(JSONNumber(text)?.int64 == value)
        #expect(try JSONDocument(text).decode(Int64.self) == value)
    }

    @Test(arguments: [
        ("9223372036854775808", "the text must be from -9223372036854775808 to 9223372036854775807"),
        ("-9223372036854775809", "the text must be from -9223372036854775808 to 9223372036854775807"),
        ("1e19", "the text must be from -9223372036854775808 to 9223372036854775807"),
        ("1e99999999999999999999999", "the text must be from -9223372036854775808 to 9223372036854775807"),
        ("1.5", "the text must be a whole number"), ("1e-1", "the text must be a whole number"),
        ("99999999999999999999999.5", "the text must be a whole number"),
        ("1e-99999999999999999999999", "the text must be a whole number"),
        ("\"1\"", "the text must be a number, found a string"),
    ])
    func refusesWhatIsNoInt64(_ text: String, _ message: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(text).root.int64 }
        #expect("\(error)" == message)
    }

    @Test func holdsTheBoundsOfEveryWidth() throws {
        func check<T: FixedWidthInteger & Decodable & Sendable>(_ type: T.Type) throws {
            for value in [T.min, T.max, 0, 1] {
                #expect(try JSONDocument("\(value)").root.integer(T.self) == value)
                #expect(try JSONDocument("[\(value)]").decode([T].self) == [value])
            }
            for text in ["\(T.max)0", "-\(T.max)0", "\(T.max).5", "1e40"] {
                #expect(throws: JSONError.self) { try JSONDocument(text).root.integer(T.self) }
                #expect(throws: JSONError.self) { try JSONDocument("[\(text)]").decode([T].self) }
            }
        }
        try check(Int.self)
        try check(Int8.self)
        try check(Int16.self)
        try check(Int32.self)
        try check(Int64.self)
        try check(UInt.self)
        try check(UInt8.self)
        try check(UInt16.self)
        try check(UInt32.self)
        try check(UInt64.self)
        #expect(throws: JSONError.self) { try JSONDocument("-1").root.uint64 }
    }

    @Test(arguments: [
        ("0", 0.0), ("-0", -0.0), ("0.1", 0.1), ("1e22", 1e22), ("1e23", 1e23), ("123.456e78", 123.456e78),
        ("5e-324", .leastNonzeroMagnitude), ("2e-324", 0), ("1.7976931348623157e308", .greatestFiniteMagnitude),
        ("9007199254740993", 9007199254740992),
        ("0.30000000000000004", 0.1 + 0.2), ("2.2250738585072014e-308", .leastNormalMagnitude),
        ("123456789012345678", 123456789012345680), ("1.2345678901234567", 1.2345678901234567),
    ])
    func readsTheNearestDouble(_ text: String, _ value: Double) throws {
        #expect(try JSONDocument(text).root.double.bitPattern == value.bitPattern)
        #expect(try JSONDocument(text).decode(Double.self).bitPattern == value.bitPattern)
    }

    @Test func readsDoublesOfAnyLength() throws {
        #expect(try JSONDocument("0." + String(repeating: "3", count: 5000)).root.double == 1.0 / 3)
        #expect(try JSONDocument(String(repeating: "1", count: 300)).root.double.isFinite)
        #expect(throws: JSONError.self) { try JSONDocument(String(repeating: "1", count: 400)).root.double }
        #expect(throws: JSONError.self) { try JSONDocument("1e39").decode(Float.self) }
        #expect(try JSONDocument("16777217").decode(Float.self) == 16_777_216)
    }

    @Test(arguments: ["", " 1", "1 ", "+1", "01", "1.", ".5", "0x1", "NaN", "\"1\"", "1e", "[1]", "--1"])
    func isOnlyMadeOfANumber(_ text: String) { #expect(JSONNumber(text) == nil) }

    @Test func isMadeOfFiniteDoublesOnly() {
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(-Double.infinity) == nil)
        #expect(JSONNumber(5.0)?.text == "5")
        #expect(JSONNumber(0.1)?.text == "0.1")
        #expect(JSONNumber(1e300)?.double == 1e300)
        #expect(JSONNumber(UInt64.max).text == "18446744073709551615")
    }
}
