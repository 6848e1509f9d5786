import DatabaseClient
import TestSupport
import Testing

@testable import SQLServer

/// Values byte by byte, as [MS-TDS] 2.2.5 writes them.
@Suite struct ValueTests {
    private static let collation: [UInt8] = [0x09, 0x04, 0xD0, 0x00, 0x34]

    private static func column(_ type: [UInt8]) -> [UInt8] { [0x81, 1, 0, 0, 0, 0, 0, 9, 0] + type + [1, 0x6E, 0] }

    private static let values: [(String, [UInt8], [UInt8], SQLServerValue)] = [
        ("tinyint", [0x30], [200], .integer(200)), ("bit", [0x32], [1], .integer(1)),
        ("smallint", [0x34], [0xFE, 0xFF], .integer(-2)), ("int", [0x38], [0xFE, 0xFF, 0xFF, 0xFF], .integer(-2)),
        ("bigint", [0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], .integer(.max)),
        ("intn", [0x26, 8], [8, 1, 0, 0, 0, 0, 0, 0, 0x80], .integer(.min + 1)), ("intn NULL", [0x26, 8], [0], .null),
        ("bitn", [0x68, 1], [1, 1], .integer(1)), ("real", [0x3B], [0, 0, 0xC0, 0x3F], .real(1.5)),
        ("float", [0x3E], [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], .real(-1.5)), ("floatn NULL", [0x6D, 8], [0], .null),
        ("decimal(9,2)", [0x6A, 5, 9, 2], [5, 1, 0x39, 0x30, 0, 0], .decimal("123.45")),
        ("decimal(9,2) below one", [0x6A, 5, 9, 2], [5, 0, 5, 0, 0, 0], .decimal("-0.05")),
        (
            "numeric(38,0)", [0x6C, 17, 38, 0],
            [17, 1] + [UInt8](repeating: 0, count: 8) + [1] + [UInt8](repeating: 0, count: 7),
            .decimal("18446744073709551616")
        ),
        ("decimal NULL", [0x6A, 5, 9, 2], [0], .null),
        ("varchar", [0xA7, 10, 0] + collation, [2, 0, 0x61, 0x62], .text("ab")),
        ("varchar of UTF-8", [0xA7, 10, 0, 0x09, 0x04, 0xD0, 0x04, 0], [2, 0, 0xC3, 0xA4], .text("ä")),
        ("varchar NULL", [0xA7, 10, 0] + collation, [0xFF, 0xFF], .null),
        ("nvarchar", [0xE7, 20, 0] + collation, [4, 0, 0x3D, 0xD8, 0x80, 0xDE], .text("🚀")),
        ("nchar", [0xEF, 4, 0] + collation, [4, 0, 0x61, 0, 0x20, 0], .text("a ")),
        ("nvarchar(max) NULL", [0xE7, 0xFF, 0xFF] + collation, [UInt8](repeating: 0xFF, count: 8), .null),
        ("nvarchar(max) empty", [0xE7, 0xFF, 0xFF] + collation, [UInt8](repeating: 0, count: 12), .text("")),
    ]

    @Test(arguments: values) func reads(what: String, type: [UInt8], bytes: [UInt8], value: SQLServerValue) throws {
        let answer = try TDSAnswerReader.read(Self.column(type) + [0xD1] + bytes + ScriptedSQLServer.done)
        #expect(answer.rows == [SQLServerRow([value])], "\(what)")
        #expect(answer.isDone)
    }

    private static let broken: [(String, [UInt8], [UInt8], String)] = [
        ("text of a code page", [0xA7, 10, 0] + collation, [1, 0, 0xE4], "cast it to nvarchar"),
        ("an unknown type", [0x99], [], "0x99"), ("xml", [0xF1, 0], [], "0xf1"),
        ("text", [0x23, 0, 0, 0, 0], [], "0x23"),
        ("varchar(max)", [0xA7, 0xFF, 0xFF] + collation, [], "0xa7"), ("sql_variant", [0x62, 0, 0, 0, 0], [], "0x62"),
        ("an integer of three bytes", [0x26, 8], [3, 1, 2, 3], "3 bytes"),
        ("a float of one byte", [0x6D, 8], [1, 1], "1 bytes"),
        ("a decimal of six bytes", [0x6A, 5, 9, 2], [6, 1, 1, 1, 1, 1, 1], "6 bytes"),
        ("a scale beyond 38", [0x6A, 5, 9, 200], [0], "0x6a"),
        ("half a character", [0xE7, 20, 0] + collation, [1, 0, 0x61], "half"),
        ("a value beyond the message", [0xE7, 20, 0] + collation, [0xFE, 0xFF, 0x61, 0], "ends within"),
        (
            "a chunk beyond the message", [0xE7, 0xFF, 0xFF] + collation,
            [2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x61], "ends within"
        ),
    ]

    @Test(arguments: broken) func refuses(what: String, type: [UInt8], bytes: [UInt8], words: String) {
        let error = #expect(throws: DatabaseError.self) {
            try TDSAnswerReader.read(Self.column(type) + [0xD1] + bytes + ScriptedSQLServer.done)
        }
        #expect(error?.message.contains(words) == true, "\(what): \(error?.message ?? "")")
    }

    @Test(arguments: [
        ("plain", "[plain]"), ("a]b", "[a]]b]"), ("]", "[]]]"), ("[", "[[]"), ("a'b\"c", "[a'b\"c]"),
        ("]\u{301}x", "[]]\u{301}x]"),
        ("日本語 🚀", "[日本語 🚀]"), (String(repeating: "x", count: 128), "[" + String(repeating: "x", count: 128) + "]"),
    ])
    func quotesNamesByTheirBytes(name: String, quoted: String) throws {
        #expect(Array(try SQLServerIdentifier.quoted(name).utf8) == Array(quoted.utf8))
    }

    @Test(arguments: ["", String(repeating: "x", count: 129), String(repeating: "🚀", count: 65), "a\0b"])
    func refusesNamesThatSQLServerCannotHold(name: String) {
        let error = #expect(throws: DatabaseError.self) { try SQLServerIdentifier.quoted(name) }
        #expect(error?.kind == .invalid)
    }

    @Test(arguments: [
        ("", "N''"), ("a'b", "N'a''b'"), ("'\u{301}x", "N'''\u{301}x'"),
        ("'; DROP TABLE t; --", "N'''; DROP TABLE t; --'"),
        ("\\", "N'\\'"), ("a\nb", "N'a\nb'"),
    ])
    func quotesValuesByTheirBytes(value: String, literal: String) throws {
        #expect(Array(try SQLServerLiteral.text(value).utf8) == Array(literal.utf8))
    }

    /// T-SQL joins a line that ends in a backslash with the next one, in text too.
    @Test(arguments: ["a\\\nb", "a\\\r\nb", "a\0b"]) func refusesValuesThatTSQLWouldChange(value: String) {
        #expect(throws: DatabaseError.self) { try SQLServerLiteral.text(value) }
    }
}
