import DatabaseClient
import TestSupport
import PostgreSQL
import Testing

/// Against a real server: TLS and SCRAM are libpq's, and what it says of failures is read here.
@Suite struct ConnectionTests {
    @Test func connectsWithAVerifiedCertificateAndSCRAM() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let sql = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        let row = try await connection.query(sql, timeout: .seconds(30)).one()
        #expect(try row.text(0) == "t")
        #expect(try row.text(1).hasPrefix("TLSv1."))
    }

    @Test(arguments: [
        ("wrong password", DatabaseError.Kind.authentication, "28P01"),
        ("no such user", .authentication, "28P01"),
        ("no such database", .server, "3D000"),
    ])
    func tellsWhyTheServerRefuses(what: String, kind: DatabaseError.Kind, state: String) async throws {
        var server = try server()
        switch what {
        case "wrong password": server.password = "not-the-password"
        case "no such user": server.user = "example-stranger"
        default: server.database = "example-missing"
        }
        let error = await #expect(throws: DatabaseError.self) { try await PostgresConnection.connect(server) }
        #expect(error?.kind == kind)
        #expect(error?.code == .sqlState(state))
        #expect(error?.description.contains("not-the-password") == false)
    }

    @Test func refusesACertificateOfAnotherCA() async throws {
        var server = try server()
        server.rootsFile = try TestDatabase.postgres().otherRootsFile
        let error = await #expect(throws: DatabaseError.self) { try await PostgresConnection.connect(server) }
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("certificate verify failed") == true, "\(error?.message ?? "")")
    }

    @Test func refusesACertificateForAnotherHost() async throws {
        var server = try server()
        // The same machine by another name than the certificate's.
        server.host = "127.0.0.1"
        let error = await #expect(throws: DatabaseError.self) { try await PostgresConnection.connect(server) }
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("does not match host name") == true, "\(error?.message ?? "")")
    }

    @Test func refusesToGoWithoutRoots() async throws {
        var server = try server()
        server.rootsFile = "/nonexistent/roots.pem"
        let error = await #expect(throws: DatabaseError.self) { try await PostgresConnection.connect(server) }
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("/nonexistent/roots.pem") == true)
    }

    @Test func aPortWithNobodyBehindItIsUnreachable() async throws {
        let gone = try LoopbackServer { _ in .close }
        gone.stop()
        var server = try server()
        server.host = "localhost"
        server.port = Int(gone.port)
        server.connectTimeout = .seconds(5)
        let error = await #expect(throws: DatabaseError.self) { try await PostgresConnection.connect(server) }
        #expect(error?.isTransient == true)
    }

    @Test func aServerThatSaysNothingTimesOut() async throws {
        let silent = try LoopbackServer { _ in .hang }
        defer { silent.stop() }
        var server = try server()
        server.port = Int(silent.port)
        server.connectTimeout = .milliseconds(300)
        let error = await #expect(throws: DatabaseError.self) { try await PostgresConnection.connect(server) }
        #expect(error?.kind == .timedOut)
        #expect(error?.message.contains("localhost") == true)
    }

    @Test func aCancelledCallerDoesNotWait() async throws {
        let silent = try LoopbackServer { _ in .hang }
        defer { silent.stop() }
        var server = try server()
        server.port = Int(silent.port)
        server.connectTimeout = .seconds(600)
        let task = Task { [server] in try await PostgresConnection.connect(server) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func aCancelledStatementEndsOnTheServerToo() async throws {
        let watcher = try await PostgresConnection.connect(try server())
        defer { watcher.close() }
        let mark = "SELECT pg_sleep(600) AS cancelled_by_its_caller"
        let running = "SELECT count(*) FROM pg_stat_activity WHERE query = $1 AND state = 'active'"
        func count() async throws -> Int64 {
            try await watcher.query(running, [mark], timeout: .seconds(30)).one().integer(0)
        }
        let server = try server()
        let task = Task {
            let connection = try await PostgresConnection.connect(server)
            defer { connection.close() }
            return try await connection.query(mark, timeout: .seconds(600))
        }
        while try await count() == 0 {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Ends when the cancellation reached the server; the suite's time limit is the failure.
        while try await count() > 0 {}
    }

    @Test func aStatementThatTakesTooLongIsGivenUp() async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query("SELECT pg_sleep(600)", timeout: .milliseconds(200))
        }
        #expect(error?.kind == .timedOut)
    }

    @Test func aConnectionTheServerEndsIsAnErrorAndNoTrap() async throws {
        let victim = try await PostgresConnection.connect(try server())
        defer { victim.close() }
        let pid = try await victim.query("SELECT pg_backend_pid()", timeout: .seconds(30)).one().text(0)
        let killer = try await PostgresConnection.connect(try server())
        defer { killer.close() }
        _ = try await killer.query("SELECT pg_terminate_backend($1::int)", [pid], timeout: .seconds(30))
        let error = await #expect(throws: DatabaseError.self) {
            try await victim.query("SELECT 1", timeout: .seconds(30))
        }
        #expect(error?.isTransient == true)
        await #expect(throws: DatabaseError.self) { try await victim.query("SELECT 1", timeout: .seconds(30)) }
    }

    @Test func passwordsAreInNoDescription() throws {
        let server = try server()
        var dumped = ""
        dump(server, to: &dumped)
        #expect(!"\(server)".contains(server.password))
        #expect(!dumped.contains(server.password))
    }
}

/// The shared server, as its superuser.
func server() throws -> DatabaseServer { try TestDatabase.postgres().server(database: "postgres") }
