import SQLServer
import Synchronization
import TestSupport
import Testing

/// Against a server scripted from [MS-TDS]: there is no SQL Server in Debian.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    private func instance(_ server: ScriptedSQLServer) throws -> SQLServerInstance { try instance(port: server.port) }

    private func instance(port: Int) throws -> SQLServerInstance {
        SQLServerInstance(
            host: "localhost",
            port: port,
            database: "example",
            user: "tester",
            password: "example-päss",
            rootsFile: try TestCertificates.shared().rootsFile,
            connectTimeout: .seconds(40)
        )
    }

    private static let seven = ScriptedSQLServer.Reply.tokens(ScriptedSQLServer.table([.bigint("n")], [[.number(7)]]))

    @Test func logsInOverTLSAndAsks() async throws {
        let server = try ScriptedSQLServer { _ in Self.seven }
        defer { server.stop() }
        let connection = try await SQLServerConnection.connect(try instance(server))
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
        let connection = try await SQLServerConnection.connect(try instance(server))
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
            sql == "bad" ? .tokens(ScriptedSQLServer.error(207, "Invalid column name 'x'.")) : Self.seven
        }
        defer { server.stop() }
        let connection = try await SQLServerConnection.connect(try instance(server))
        defer { connection.close() }
        let error = await #expect(throws: SQLServerError.self) {
            try await connection.query("bad", timeout: .seconds(10))
        }
        #expect(error?.number == 207)
        #expect(error?.kind == .server)
        #expect(try await connection.query("good", timeout: .seconds(10)).one().integer(0) == 7)
    }

    @Test(arguments: [
        (Int32(18456), SQLServerError.Kind.authentication), (4060, .server), (40613, .unavailable),
        (17142, .unavailable),
    ])
    func tellsWhyTheServerRefuses(number: Int32, kind: SQLServerError.Kind) async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in .tokens(ScriptedSQLServer.error(number, "Login failed for user 'tester'.")) }
        let server = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { server.stop() }
        let error = await #expect(throws: SQLServerError.self) {
            try await SQLServerConnection.connect(try instance(server))
        }
        #expect(error?.kind == kind)
        #expect(error?.number == Int(number))
        #expect(error?.description.contains("päss") == false)
    }

    /// Azure and RDS proxies name another server at the login.
    @Test func goesWhereAGatewaySendsIt() async throws {
        let worker = try ScriptedSQLServer { _ in Self.seven }
        defer { worker.stop() }
        let port = worker.port
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in
            .tokens(
                ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.route(to: "localhost", port)
                    + ScriptedSQLServer.done
            )
        }
        let gateway = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { gateway.stop() }
        let connection = try await SQLServerConnection.connect(try instance(gateway))
        defer { connection.close() }
        #expect(try await connection.query("SELECT 7", timeout: .seconds(10)).one().integer(0) == 7)
        #expect(worker.logins.map(\.server) == ["localhost"])
        #expect(gateway.batches.isEmpty)
    }

    @Test func aGatewayThatSendsItInACircleIsLeft() async throws {
        let own = SharedPort()
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in
            .tokens(
                ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.route(to: "localhost", own.port)
                    + ScriptedSQLServer.done
            )
        }
        let gateway = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { gateway.stop() }
        own.port = gateway.port
        let error = await #expect(throws: SQLServerError.self) {
            try await SQLServerConnection.connect(try instance(gateway))
        }
        #expect(error?.message.contains("routes on and on") == true, "\(error?.message ?? "")")
        #expect(gateway.connections <= 5)
    }

    /// A name of the same machine that the certificate is not for: the password must not go there.
    @Test func aGatewayCannotSendItToAServerThatCannotProveItsName() async throws {
        let worker = try ScriptedSQLServer { _ in Self.seven }
        defer { worker.stop() }
        let port = worker.port
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in
            .tokens(
                ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.route(to: "127.0.0.1", port)
                    + ScriptedSQLServer.done
            )
        }
        let gateway = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { gateway.stop() }
        let error = await #expect(throws: SQLServerError.self) {
            try await SQLServerConnection.connect(try instance(gateway))
        }
        #expect(error?.kind == .tls)
        #expect(worker.logins.isEmpty)
    }

    @Test(arguments: ["another CA", "another host", "no roots"]) func refusesACertificate(of what: String) async throws
    {
        let server = try ScriptedSQLServer { _ in Self.seven }
        defer { server.stop() }
        var instance = try instance(server)
        switch what {
        case "another CA": instance.rootsFile = try TestCertificates.shared().otherRootsFile
        case "another host": instance.host = "127.0.0.1"
        default: instance.rootsFile = "/nonexistent/roots.pem"
        }
        let error = await #expect(throws: SQLServerError.self) { try await SQLServerConnection.connect(instance) }
        #expect(error?.kind == .tls, "\(error.map { "\($0)" } ?? "")")
        #expect(server.logins.isEmpty)
    }

    @Test(arguments: [UInt8(0), 2]) func withoutTLSNothingIsSaid(encryption: UInt8) async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.encryption = encryption
        let server = try ScriptedSQLServer(behaviour) { _ in Self.seven }
        defer { server.stop() }
        let error = await #expect(throws: SQLServerError.self) {
            try await SQLServerConnection.connect(try instance(server))
        }
        #expect(error?.kind == .tls)
        #expect(server.logins.isEmpty)
    }

    @Test func aPortWithNobodyBehindItIsUnreachable() async throws {
        let gone = try ScriptedServer { _ in }
        gone.stop()
        let error = await #expect(throws: SQLServerError.self) {
            try await SQLServerConnection.connect(try instance(port: gone.port))
        }
        #expect(error?.isTransient == true)
    }

    @Test(arguments: ["time", "cancellation"]) func aStatementThatIsGivenUpIsCancelledInTheServer(by what: String)
        async throws
    {
        let server = try ScriptedSQLServer { _ in .hang }
        defer { server.stop() }
        let instance = try instance(server)
        let task = Task {
            let connection = try await SQLServerConnection.connect(instance)
            defer { connection.close() }
            return try await connection.query("WAITFOR", timeout: what == "time" ? .milliseconds(200) : .seconds(600))
        }
        while server.batches.isEmpty { await Task.yield() }
        if what == "cancellation" {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        } else {
            let error = await #expect(throws: SQLServerError.self) { try await task.value }
            #expect(error?.kind == .timedOut)
        }
        // Ends when the attention arrived; the suite's time limit is the failure.
        while server.attentions == 0 { await Task.yield() }
    }

    @Test func passwordsAreInNoDescription() throws {
        let instance = try instance(port: 1)
        var dumped = ""
        dump(instance, to: &dumped)
        #expect(!"\(instance)".contains("päss"))
        #expect(!dumped.contains("päss"))
    }

    // MARK: - Nonsense

    private static let preLogins: [(String, ScriptedSQLServer.Reply)] = [
        ("nothing", .hang), ("an end", .close), ("words", .bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))),
        ("a length below the header's", .bytes([4, 1, 0, 7, 0, 0, 0, 0])), ("an empty message", .tokens([])),
        ("an option beyond the message", .tokens([1, 0xFF, 0xFF, 0, 1, 0xFF])),
        ("options without end", .tokens([0, 0, 6, 0, 0])),
        ("empty packets without end", .endless([4, 0, 0, 8, 0, 0, 0, 0])),
        ("zeros without end", .endless([UInt8](repeating: 0, count: 4096))),
        ("half an answer", .halfClosed([0, 0, 11, 0, 6])),
        ("MySQL's greeting", .bytes([0x4A, 0, 0, 0, 10] + Array("8.0.36".utf8))),
        ("bytes behind the answer", .bytes(ScriptedSQLServer.packets(4, [1, 0, 6, 0, 1, 0xFF, 1]) + [4, 1, 0, 9])),
    ]

    @Test(arguments: preLogins) func aPreLoginThatIsNone(what: String, reply: ScriptedSQLServer.Reply) async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.preLogin = reply
        let server = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { server.stop() }
        var instance = try instance(server)
        instance.connectTimeout = .seconds(1)
        await #expect(throws: SQLServerError.self, "\(what)") { try await SQLServerConnection.connect(instance) }
        #expect(server.logins.isEmpty)
    }

    @Test func silenceInTheTLSHandshakeTimesOut() async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.hangsInHandshake = true
        let server = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { server.stop() }
        var instance = try instance(server)
        instance.connectTimeout = .milliseconds(300)
        let error = await #expect(throws: SQLServerError.self) { try await SQLServerConnection.connect(instance) }
        #expect(error?.kind == .timedOut)
        #expect(error?.message.contains("localhost") == true)
    }

    private static let answers: [(String, ScriptedSQLServer.Reply)] = [
        ("nothing", .hang), ("an end", .close), ("an empty message", .tokens([])),
        ("an unknown token", .tokens([0x42, 1, 2, 3])),
        ("a token beyond the message", .tokens([0xAB, 0xFF, 0xFF, 1])), ("a row without columns", .tokens([0xD1, 1])),
        ("no end", .tokens(ScriptedSQLServer.columns([.int("n")]))),
        ("more to come", .tokens(ScriptedSQLServer.done(status: 1))),
        ("columns without end", .tokens([0x81, 0xFE, 0xFF])),
        ("a length beyond the packet's", .bytes([4, 1, 0xFF, 0xFF, 0, 0, 0, 0])),
        ("empty packets without end", .endless([4, 0, 0, 8, 0, 0, 0, 0])),
        ("full packets without end", .endlessLargePackets),
        ("half an answer", .halfClosed(ScriptedSQLServer.table([.int("n")], [[.number(7)]]))),
        ("two answers", .tokens(ScriptedSQLServer.table([.int("n")], []) + ScriptedSQLServer.table([.int("n")], []))),
        ("a broken transaction", .tokens([0xE3, 3, 0, 8, 1, 9] + ScriptedSQLServer.done)),
        (
            "a packet size of nothing",
            .tokens(ScriptedSQLServer.environmentChange(4, "0", "4096") + ScriptedSQLServer.done)
        ),
        ("an output parameter", .tokens([0xAC, 0, 0])), ("integrated security", .tokens([0xED, 1, 0, 0])),
        ("an error without words", .tokens(ScriptedSQLServer.done(status: 2))),
    ]

    @Test(arguments: answers) func anAnswerThatIsNone(what: String, reply: ScriptedSQLServer.Reply) async throws {
        let server = try ScriptedSQLServer { _ in reply }
        defer { server.stop() }
        let connection = try await SQLServerConnection.connect(try instance(server))
        defer { connection.close() }
        await #expect(throws: SQLServerError.self, "\(what)") {
            try await connection.query("SELECT", timeout: .seconds(2)).one()
        }
    }

    /// The answers to the login, beyond taking and refusing it.
    private static let logins: [(String, [UInt8])] = [
        ("neither yes nor no", ScriptedSQLServer.done), ("no end", ScriptedSQLServer.loginAcknowledgement),
        ("a version of long ago", [0xAD, 6, 0, 1, 0x70, 0, 0, 0, 0] + ScriptedSQLServer.done),
        (
            "a route to nowhere",
            ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.route(to: "", 0) + ScriptedSQLServer.done
        ),
        ("features without end", ScriptedSQLServer.loginAcknowledgement + [0xAE, 1, 0xFF, 0xFF, 0xFF, 0xFF]),
    ]

    @Test(arguments: logins) func aLoginAnsweredByNonsense(what: String, tokens: [UInt8]) async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in .tokens(tokens) }
        let server = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { server.stop() }
        let error = await #expect(throws: SQLServerError.self, "\(what)") {
            try await SQLServerConnection.connect(try instance(server))
        }
        #expect(error?.kind == .invalid, "\(error.map { "\($0)" } ?? "")")
    }
}

/// A port that is known only when the server runs whose answers hold it.
private final class SharedPort: Sendable {
    private let value = Atomic(0)

    var port: Int {
        get { value.load(ordering: .acquiring) }
        set { value.store(newValue, ordering: .releasing) }
    }
}
