import DatabaseClient
import SQLServer
import TestSupport
import Testing

/// Servers that answer with nonsense, with too much, or not at all.
@Suite(.timeLimit(.minutes(1))) struct HostileServerTests {
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
        var address = try server.address()
        address.connectTimeout = .seconds(1)
        await #expect(throws: DatabaseError.self, "\(what)") { try await SQLServerConnection.connect(address) }
        #expect(server.logins.isEmpty)
    }

    @Test func silenceInTheTLSHandshakeTimesOut() async throws {
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.hangsInHandshake = true
        let server = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { server.stop() }
        var address = try server.address()
        address.connectTimeout = .milliseconds(300)
        let error = await #expect(throws: DatabaseError.self) { try await SQLServerConnection.connect(address) }
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
        let connection = try await SQLServerConnection.connect(try server.address())
        defer { connection.close() }
        await #expect(throws: DatabaseError.self, "\(what)") {
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
        let error = await #expect(throws: DatabaseError.self, "\(what)") {
            try await SQLServerConnection.connect(try server.address())
        }
        #expect(error?.kind == .invalid, "\(error.map { "\($0)" } ?? "")")
    }
}
