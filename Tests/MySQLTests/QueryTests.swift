import DatabaseClient
import MySQL
import Testing

@Suite struct QueryTests {
    private func ask(_ sql: String) async throws -> DatabaseRows<TextRow> {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        return try await connection.query(sql, timeout: .seconds(60))
    }

    @Test func readsTypedValuesAndNULL() async throws {
        let answer = try await ask("SELECT 'naïve 🚀' AS word, 9223372036854775807, NULL, ''")
        let row = try answer.one()
        #expect(answer.columns[0] == "word")
        #expect(try row.text(0) == "naïve 🚀")
        #expect(try row.integer(1) == Int64.max)
        #expect(try row.optionalText(2) == nil)
        #expect(try row.text(3) == "")
        #expect(throws: DatabaseError.self) { try row.text(2) }
        #expect(throws: DatabaseError.self) { try row.integer(0) }
        #expect(throws: DatabaseError.self) { try row.text(9) }
    }

    @Test(
        arguments: ["", "SET sql_mode = 'NO_BACKSLASH_ESCAPES'", "SET sql_mode = 'ANSI_QUOTES'"],
        [
            "plain", "'; DROP TABLE mysql.user; -- ", "a'b", "\\", "\\'", "'\\", "''", "'\u{301}x", "\\\u{301}",
            "naïve", "🚀",
            "\n\r\u{1A}\"`%_",
        ]
    )
    func aValueIsNothingButAValue(mode: String, value: String) async throws {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        if !mode.isEmpty { _ = try await connection.query(mode, timeout: .seconds(30)) }
        let row = try await connection.query("SELECT \(try MySQLLiteral.text(value))", timeout: .seconds(30)).one()
        #expect(Array(try row.text(0).utf8) == Array(value.utf8))
    }

    @Test func anErrorOfTheServerNamesItsNumberAndLeavesTheConnectionUsable() async throws {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query("SELECT * FROM mysql.example_missing", timeout: .seconds(30))
        }
        #expect(error?.code == .mySQL(1146))
        #expect(error?.kind == .server)
        #expect(try await connection.query("SELECT 1", timeout: .seconds(30)).one().integer(0) == 1)
    }

    /// The rows come, and then an error instead of their end.
    @Test func anErrorAmongTheRowsIsAnErrorAndLeavesTheConnectionUsable() async throws {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query(
                "SELECT IF(seq = 5000, (SELECT 1 UNION SELECT 2), REPEAT('x', 200)) FROM mysql.help_topic, (SELECT 5000 AS seq) s",
                timeout: .seconds(30)
            )
        }
        #expect(error?.kind == .server, "\(error.map { "\($0)" } ?? "")")
        #expect(try await connection.query("SELECT 1", timeout: .seconds(30)).one().integer(0) == 1)
    }

    @Test func severalStatementsAreRefused() async throws {
        await #expect(throws: DatabaseError.self) { try await ask("SELECT 1; SELECT 2") }
    }

    @Test func aZeroByteIsRefusedBeforeItCutsAnythingOff() async throws {
        #expect(throws: DatabaseError.self) { try MySQLLiteral.text("a\0b") }
        let error = await #expect(throws: DatabaseError.self) { try await ask("SELECT 'a\0b'") }
        #expect(error?.kind == .invalid)
    }

    @Test func largeAnswersArriveWhole() async throws {
        let sql = """
            WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
            SELECT n, REPEAT('x', 200) FROM numbers
            """
        let answer = try await ask("SET STATEMENT max_recursive_iterations = 100000 FOR \(sql)")
        #expect(answer.rows.count == 20_000)
        #expect(try answer.rows[19_999].integer(0) == 20_000)
    }

    @Test func anAnswerWithoutEndIsGivenUp() async throws {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        let sql = "SELECT REPEAT('x', 100000) FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b"
        let error = await #expect(throws: DatabaseError.self) { try await connection.query(sql, timeout: .seconds(60)) }
        #expect(error?.message.contains("64 MiB") == true, "\(error.map { "\($0)" } ?? "")")
        await #expect(throws: DatabaseError.self) { try await connection.query("SELECT 1", timeout: .seconds(30)) }
    }
}
