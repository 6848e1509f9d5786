import DatabaseClient
import MySQL
import TestSupport
import Testing

/// Against a real server, Debian's MariaDB: TLS and the login are libmariadb's, and what it says of failures is read here.
@Suite struct ConnectionTests {
    @Test func connectsWithAVerifiedCertificate() async throws {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        let row = try await connection.query("SHOW STATUS LIKE 'Ssl_version'", timeout: .seconds(30)).one()
        #expect(try row.text(1).hasPrefix("TLSv1."))
        #expect(try await connection.isMariaDB())
    }

    @Test(
        arguments: [
            ("wrong password", .authentication, 1045), ("no such user", .authentication, nil),
            ("a plugin that is not built in", .authentication, nil), ("no such database", .server, 1049),
        ] as [(String, DatabaseError.Kind, Int?)]
    )
    func tellsWhyTheServerRefuses(what: String, kind: DatabaseError.Kind, number: Int?) async throws {
        var server = try server()
        switch what {
        case "wrong password": server.password = "not-the-password"
        case "no such user": server.user = "example-stranger"
        case "no such database": server.database = "example_missing"
        default: server.user = "exotic"
        }
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.kind == kind, "\(error.map { "\($0)" } ?? "")")
        if let number { #expect(error?.code == .mySQL(number)) }
        #expect(error?.description.contains("not-the-password") == false)
        #expect(error?.description.contains(server.password) == false)
        #expect(error?.description.contains("localhost:\(server.port)") == true)
    }

    @Test func aWayToLogInThatIsNotBuiltInIsNamedWithAdvice() async throws {
        var server = try server()
        server.user = "exotic"
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.message.contains("caching_sha2_password") == true, "\(error?.message ?? "")")
    }

    @Test func refusesACertificateOfAnotherCA() async throws {
        var server = try server()
        server.rootsFile = try TestDatabase.mariaDB().otherRootsFile
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.kind == .tls, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func refusesACertificateForAnotherHost() async throws {
        var server = try server()
        // The same machine by another name than the certificate's.
        server.host = "127.0.0.1"
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.kind == .tls, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func refusesToGoWithoutRoots() async throws {
        var server = try server()
        server.rootsFile = "/nonexistent/roots.pem"
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("/nonexistent/roots.pem") == true)
    }

    @Test func aPortWithNobodyBehindItIsUnreachable() async throws {
        let gone = try ScriptedServer { _ in }
        gone.stop()
        var server = try server()
        server.port = gone.port
        server.connectTimeout = .seconds(5)
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.isTransient == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func aCancelledStatementIsKilledInTheServer() async throws {
        let server = try server()
        let mark = "SELECT SLEEP(600) /* example-mark */"
        let task = Task {
            let connection = try await MySQLConnection.connect(server)
            defer { connection.close() }
            return try await connection.query(mark, timeout: .seconds(600))
        }
        let watcher = try await MySQLConnection.connect(server)
        defer { watcher.close() }
        func running() async throws -> Int64 {
            let sql = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%example-mark%'"
            return try await watcher.query(sql, timeout: .seconds(30)).one().integer(0)
        }
        while try await running() == 0 {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Ends when the KILL reached the server; the suite's time limit is the failure.
        while try await running() > 0 {}
    }

    @Test func aStatementThatTakesTooLongIsGivenUp() async throws {
        let connection = try await MySQLConnection.connect(try server())
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query("SELECT SLEEP(600)", timeout: .milliseconds(200))
        }
        #expect(error?.kind == .timedOut)
        await #expect(throws: DatabaseError.self) { try await connection.query("SELECT 1", timeout: .seconds(30)) }
    }

    @Test func aConnectionTheServerEndsIsAnErrorAndNoTrap() async throws {
        let victim = try await MySQLConnection.connect(try server())
        defer { victim.close() }
        let id = try await victim.query("SELECT CONNECTION_ID()", timeout: .seconds(30)).one().text(0)
        let killer = try await MySQLConnection.connect(try server())
        defer { killer.close() }
        _ = try await killer.query("KILL \(id)", timeout: .seconds(30))
        let error = await #expect(throws: DatabaseError.self) {
            try await victim.query("SELECT 1", timeout: .seconds(30))
        }
        #expect(error?.isTransient == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func passwordsAreInNoDescription() throws {
        let server = try server()
        var dumped = ""
        dump(server, to: &dumped)
        #expect(!"\(server)".contains(server.password))
        #expect(!dumped.contains(server.password))
    }
}

/// The shared server, as a user who may do everything.
func server() throws -> DatabaseServer { try TestDatabase.mariaDB().server() }
