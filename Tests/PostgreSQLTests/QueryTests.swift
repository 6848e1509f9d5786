import DatabaseClient
import PostgreSQL
import Testing

@Suite struct QueryTests {
    @Test func readsTypedValuesAndNULL() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let answer = try await connection.query(
            "SELECT $1::text AS word, 9223372036854775807::bigint, NULL::text, ''",
            ["naïve 🚀 '\"\\"],
            timeout: .seconds(30)
        )
        let row = try answer.one()
        #expect(answer.columns[0] == "word")
        #expect(try row.text(0) == "naïve 🚀 '\"\\")
        #expect(try row.integer(1) == Int64.max)
        #expect(try row.optionalText(2) == nil)
        #expect(try row.text(3) == "")
        #expect(throws: DatabaseError.self) { try row.text(2) }
        #expect(throws: DatabaseError.self) { try row.integer(0) }
        #expect(throws: DatabaseError.self) { try row.text(9) }
    }

    @Test func valuesNeverBecomePartOfTheStatement() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let hostile = "'; DROP TABLE pg_class; --"
        let row = try await connection.query("SELECT $1 = $2", [hostile, hostile], timeout: .seconds(30)).one()
        #expect(try row.text(0) == "t")
    }

    @Test func anErrorOfTheServerNamesItsStateAndLeavesTheConnectionUsable() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query("SELECT * FROM example_missing", timeout: .seconds(30))
        }
        #expect(error?.code == .sqlState("42P01"))
        #expect(error?.kind == .server)
        #expect(try await connection.query("SELECT 1", timeout: .seconds(30)).one().integer(0) == 1)
    }

    @Test func aZeroByteIsRefusedBeforeItCutsAnythingOff() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query("SELECT $1::text", ["a\0b"], timeout: .seconds(30))
        }
        #expect(error?.kind == .invalid)
    }

    @Test func largeAnswersArriveWhole() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let sql = "SELECT i, repeat('x', 200) FROM generate_series(1, 20000) AS i"
        let answer = try await connection.query(sql, timeout: .seconds(60))
        #expect(answer.rows.count == 20_000)
        #expect(try answer.rows[19_999].integer(0) == 20_000)
    }

    /// Larger than the socket takes at once: it must be read while it is written.
    @Test func largeValuesAreSentWhole() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let value = String(repeating: "é", count: 8_000_000)
        let row = try await connection.query("SELECT length($1)", [value], timeout: .seconds(60)).one()
        #expect(try row.integer(0) == 8_000_000)
    }

    /// libpq gives a result of a COPY again and again, until somebody copies.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "COPY (SELECT generate_series(1, 3)) TO STDOUT", "COPY pg_temp.example_copy FROM STDIN",
        ]
    )
    func anAnswerByCopyEndsTheConnectionAndNotTheThread(sql: String) async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        _ = try await connection.query("CREATE TEMPORARY TABLE example_copy (n int)", timeout: .seconds(30))
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query(sql, timeout: .seconds(30))
        }
        #expect(error?.description.contains("COPY") == true)
        await #expect(throws: DatabaseError.self) { try await connection.query("SELECT 1", timeout: .seconds(30)) }
    }
}
