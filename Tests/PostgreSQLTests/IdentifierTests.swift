import DatabaseClient
import PostgreSQL
import Testing

@Suite struct IdentifierTests {
    static let hostile = [
        "plain", "Mixed Case", "a\"b", "\"", "a'b", "a;b--c", "tab\there", "naïve", "cafe\u{301}", "日本語", "🚀",
        "\"\u{301}x",
        "a.b", "$1", "back\\slash", String(repeating: "x", count: 63), String(repeating: "é", count: 31),
    ]

    @Test(arguments: hostile) func namesATableAndNothingElse(name: String) async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let table = try PostgresIdentifier.quoted("pg_temp", name)
        _ = try await connection.query("CREATE TABLE \(table) AS SELECT 7 AS n", timeout: .seconds(30))
        #expect(try await connection.query("SELECT n FROM \(table)", timeout: .seconds(30)).one().integer(0) == 7)
        let listed = try await connection.query(
            "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'",
            timeout: .seconds(30)
        )
        #expect(Array(try listed.one().text(0).utf8) == Array(name.utf8))
    }

    @Test(arguments: [
        ("", "empty"), (String(repeating: "x", count: 64), "64 bytes"), (String(repeating: "é", count: 32), "64 bytes"),
        ("a\0b", "zero byte"),
    ])
    func refusesWhatPostgreSQLWouldMakeAnotherNameOf(name: String, words: String) {
        let error = #expect(throws: DatabaseError.self) { try PostgresIdentifier.quoted(name) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
