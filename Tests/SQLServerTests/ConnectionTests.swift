import DatabaseClient
import SQLServer
import TestSupport
import Testing

/// Against a server scripted from [MS-TDS]: there is no SQL Server in Debian.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    @Test func logsInOverTLSAndAsks() async throws {
        let server = try ScriptedSQLServer { _ in .seven }
        defer { server.stop() }
        let connection = try await SQLServerConnection.connect(try server.address())
        defer { connection.close() }
        let answer = try await connection.query("SELECT COUNT_BIG(*) FROM [a]]b] -- é🚀", timeout: .seconds(10))
        #expect(answer.columns == ["n"])
        #expect(try answer.one().integer(0) == 7)
        #expect(
            server.logins == [
                ScriptedSQLServer.Login(
                    user: "tester",
                    password: "example-päss",
                    database: "example",
                    application: "aws-lambdas",
                    server: "localhost",
                    version: 0x7400_0004
                )
            ]
        )
        #expect(server.batches.map(\.sql) == ["SELECT COUNT_BIG(*) FROM [a]]b] -- é🚀"])
    }

    @Test func largeAnswersArriveWhole() async throws {
        let columns: [ScriptedSQLServer.Column] = [.intN("n"), .nvarchar("name"), .nvarcharMax("long")]
        var rows: [UInt8] = []
        for number in 0..<5000 {
            let name = number % 2 == 0 ? ScriptedSQLServer.Value.null : .text("näme \(number)")
            let long = ScriptedSQLServer.Value.text(String(repeating: "🚀", count: 50))
            rows += ScriptedSQLServer.row(columns, [.number(Int64(number)), name, long], compressed: number % 3 == 0)
        }
        let tokens = ScriptedSQLServer.columns(columns) + rows + ScriptedSQLServer.done
        let server = try ScriptedSQLServer { _ in .tokens(tokens) }
        defer { server.stop() }
        let connection = try await SQLServerConnection.connect(try server.address())
        defer { connection.close() }
        let answer = try await connection.query("SELECT", timeout: .seconds(20))
        #expect(answer.rows.count == 5000)
        #expect(try answer.rows[4999].integer(0) == 4999)
        #expect(try answer.rows[4998].optionalText(1) == nil)
        #expect(try answer.rows[4999].text(1) == "näme 4999")
        #expect(try answer.rows[4999].text(2) == String(repeating: "🚀", count: 50))
    }

    @Test func anErrorOfTheServerLeavesTheConnectionUsable() async throws {
        let server = try ScriptedSQLServer { sql in
            sql == "bad" ? .tokens(ScriptedSQLServer.error(207, "Invalid column name 'x'.")) : .seven
        }
        defer { server.stop() }
        let connection = try await SQLServerConnection.connect(try server.address())
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query("bad", timeout: .seconds(10))
        }
        #expect(error?.code == .sqlServer(207))
        #expect(error?.kind == .server)
        #expect(try await connection.query("good", timeout: .seconds(10)).one().integer(0) == 7)
    }

    @Test(arguments: [
        (Int32(18456), DatabaseError.Kind.authentication), (4060, .server), (40613, .unavailable),
        (17142, .unavailable),
    ])
    func tellsWhyTheServerRefuses(number: Int32, kind: DatabaseError.Kind) async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in .tokens(ScriptedSQLServer.error(number, "Login failed for user 'tester'.")) }
        let server = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { server.stop() }
        let error = await #expect(throws: DatabaseError.self) {
            try await SQLServerConnection.connect(try server.address())
        }
        #expect(error?.kind == kind)
        #expect(error?.code == .sqlServer(Int(number)))
        #expect(error?.description.contains("päss") == false)
    }

    @Test(arguments: ["another CA", "another host", "no roots"]) func refusesACertificate(of what: String) async throws
    {
        let server = try ScriptedSQLServer { _ in .seven }
        defer { server.stop() }
        var address = try server.address()
        switch what {
        case "another CA": address.rootsFile = try TestCertificates.shared().otherRootsFile
        case "another host": address.host = "127.0.0.1"
        default: address.rootsFile = "/nonexistent/roots.pem"
        }
        let error = await #expect(throws: DatabaseError.self) { try await SQLServerConnection.connect(address) }
        #expect(error?.kind == .tls, "\(error.map { "\($0)" } ?? "")")
        #expect(server.logins.isEmpty)
    }

    @Test(arguments: [UInt8(0), 2]) func withoutTLSNothingIsSaid(encryption: UInt8) async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.encryption = encryption
        let server = try ScriptedSQLServer(behaviour) { _ in .seven }
        defer { server.stop() }
        let error = await #expect(throws: DatabaseError.self) {
            try await SQLServerConnection.connect(try server.address())
        }
        #expect(error?.kind == .tls)
        #expect(server.logins.isEmpty)
    }

    @Test func aPortWithNobodyBehindItIsUnreachable() async throws {
        let gone = try ScriptedServer { _ in }
        gone.stop()
        let error = await #expect(throws: DatabaseError.self) {
            try await SQLServerConnection.connect(try ScriptedSQLServer.address(port: gone.port))
        }
        #expect(error?.isTransient == true)
    }

    @Test(arguments: ["time", "cancellation"]) func aStatementThatIsGivenUpIsCancelledInTheServer(by what: String)
        async throws
    {
        let server = try ScriptedSQLServer { _ in .hang }
        defer { server.stop() }
        let address = try server.address()
        let task = Task {
            let connection = try await SQLServerConnection.connect(address)
            defer { connection.close() }
            return try await connection.query("WAITFOR", timeout: what == "time" ? .milliseconds(200) : .seconds(600))
        }
        while server.batches.isEmpty { await Task.yield() }
        if what == "cancellation" {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        } else {
            let error = await #expect(throws: DatabaseError.self) { try await task.value }
            #expect(error?.kind == .timedOut)
        }
        // Ends when the attention arrived; the suite's time limit is the failure.
        while server.attentions == 0 { await Task.yield() }
    }

    @Test func passwordsAreInNoDescription() throws {
        let address = try ScriptedSQLServer.address(port: 1)
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!"\(address)".contains("päss"))
        #expect(!dumped.contains("päss"))
    }
}
