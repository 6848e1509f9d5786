import DatabaseClient
import MySQL
import Testing

@Suite struct IdentifierTests {
    static let hostile = [
        "plain", "Mixed Case", "a`b", "`", "a\"b", "a'b", "a;b-- c", "tab\there", "naïve", "cafe\u{301}", "日本語",
        "`\u{301}x", "a.b", "back\\slash", String(repeating: "x", count: 64), String(repeating: "é", count: 64),
    ]

    @Test(arguments: hostile) func namesATableAndNothingElse(name: String) async throws {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        let schema = "example_names"
        _ = try await connection.query("CREATE DATABASE IF NOT EXISTS \(schema)", timeout: .seconds(30))
        let table = try MySQLIdentifier.quoted(schema, name)
        _ = try await connection.query("CREATE OR REPLACE TABLE \(table) AS SELECT 7 AS n", timeout: .seconds(30))
        #expect(try await connection.query("SELECT n FROM \(table)", timeout: .seconds(30)).one().integer(0) == 7)
        let listed = try await connection.query(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '\(schema)'",
            timeout: .seconds(30)
        )
        #expect(try listed.rows.contains { Array(try $0.text(0).utf8) == Array(name.utf8) })
    }

    @Test(arguments: [
        ("", "empty"), (String(repeating: "x", count: 65), "65 characters"), ("a\0b", "does not allow"),
        ("🚀", "does not allow"),
    ])
    func refusesWhatMySQLCannotHold(name: String, words: String) {
        let error = #expect(throws: DatabaseError.self) { try MySQLIdentifier.quoted(name) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
