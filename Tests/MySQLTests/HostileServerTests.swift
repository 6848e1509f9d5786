import DatabaseClient
import MySQL
import TestSupport
import Testing

/// A server that answers nonsense ends as an error: it never spins, traps or hangs, and never gets a password in the clear.
@Suite(.timeLimit(.minutes(1))) struct HostileServerTests {
    private static let greetings: [(String, ScriptedMySQL.Reply)] = [
        ("nothing", .hang), ("an end", .close), ("words", .bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))),
        ("an empty packet", .packets([[]])), ("a packet that never ends", .bytes([0xFF, 0xFF, 0xFF, 0, 10])),
        ("an old protocol", .packets([[9, 0x33, 0]])), ("a greeting cut short", .packets([[10, 0x38]])),
        ("packets without end", .endless([1, 0, 0, 0, 0xFE])),
        ("zeros without end", .endless([UInt8](repeating: 0, count: 4096))),
        ("large packets without end", .endlessLargePackets),
        ("too many connections", .packets([ScriptedMySQL.error(1040, "Too many connections")])),
    ]

    private static let logins: [(String, ScriptedMySQL.Reply)] = [
        ("another plugin", .packets([plugin("mysql_clear_password")])),
        ("the oldest plugin", .packets([[0xFE]])),
        ("a plugin that is a path", .packets([plugin("../../tmp/evil")])),
        ("switch without end", .endless(switchPlugin("mysql_native_passwor"))),
        ("an end", .close), ("more data", .packets([[1, 9]])), ("nonsense", .packets([[0x55, 0x66]])),
    ]

    private static let answers: [(String, ScriptedMySQL.Reply)] = [
        ("the client's file", .packets([[0xFB] + Array("/etc/passwd".utf8)])),
        ("nothing", .hang), ("an end", .close),
        ("columns without end", .packets([[0xFC, 0xFF, 0xFF], [3, 0x64, 0x65, 0x66]])),
        ("a column that is none", .packets([[1], [0xFE, 1, 2, 3], [0xFE, 0, 0, 2, 0]])),
        ("a row longer than its packet", .packets(openTable([0xFD, 0xFF, 0xFF, 0xFF, 1]))),
        ("an empty packet", .packets([[]])), ("packets out of order", .bytes([1, 0, 0, 9, 0])),
        ("another answer behind the first", .packets(moreResults)),
        ("rows without end", .packets(openTable([1, 0x37]))),
    ]

    private func address(_ port: Int) throws -> DatabaseServer {
        DatabaseServer(
            host: "localhost",
            port: port,
            user: "tester",
            password: "example-password",
            rootsFile: try TestCertificates.shared().rootsFile,
            connectTimeout: .seconds(40)
        )
    }

    @Test(arguments: Self.greetings)
    func aGreetingThatIsNone(what: String, greeting: ScriptedMySQL.Reply) async throws {
        var behaviour = ScriptedMySQL.Behaviour()
        behaviour.greeting = greeting
        let scripted = try ScriptedMySQL(behaviour) { _ in .close }
        defer { scripted.stop() }
        var server = try address(scripted.port)
        server.connectTimeout = .seconds(1)
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error != nil, "\(what)")
    }

    @Test func silenceInTheTLSHandshakeTimesOut() async throws {
        var behaviour = ScriptedMySQL.Behaviour()
        behaviour.hangsInHandshake = true
        let scripted = try ScriptedMySQL(behaviour) { _ in .close }
        defer { scripted.stop() }
        var server = try address(scripted.port)
        server.connectTimeout = .milliseconds(300)
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.kind == .timedOut, "\(error.map { "\($0)" } ?? "")")
    }

    /// The greeting is there at once, and the server stops at a byte of it, of the TLS handshake, or of the login's end. The
    /// caller gets its error, and the connection's thread does not stay behind: it closes the connection.
    @Test(arguments: [true, false]) func aServerThatStallsAtAnyByteOfTheLoginTimesOut(isCached: Bool) async throws {
        let certificates = try TestCertificates.shared()
        func connect(stallsAfter limit: Int?) async throws -> (error: DatabaseError?, bytes: Int?) {
            var behaviour = ScriptedMySQL.Behaviour()
            behaviour.isCached = isCached
            behaviour.stallsAfter = limit
            let scripted = try ScriptedMySQL(behaviour) { _ in .close }
            defer { scripted.stop() }
            let server = DatabaseServer(
                host: "localhost",
                port: scripted.port,
                user: "tester",
                password: "example-password",
                rootsFile: certificates.rootsFile,
                connectTimeout: limit == nil ? .seconds(40) : .milliseconds(250)
            )
            var found: DatabaseError?
            do {
                let connection = try await MySQLConnection.connect(server)
                connection.close()
            } catch let error as DatabaseError {
                found = error
            }
            let end = ContinuousClock.now + .seconds(20)
            while scripted.openConnections > 0, ContinuousClock.now < end { await Task.yield() }
            #expect(scripted.openConnections == 0, "stalled after \(limit ?? -1) bytes: the connection is still open")
            return (found, scripted.loginBytes)
        }
        let whole = try await connect(stallsAfter: nil)
        #expect(whole.error == nil, "\(whole.error.map { "\($0)" } ?? "")")
        let total = try #require(whole.bytes)
        #expect(total > 500)
        // Each byte of greeting and end, and some of the certificates between. A signature is a few bytes shorter in one
        // handshake than in another: of a login as short as that, the last ones would not be missing.
        let limits = (0..<(total - 8)).filter { $0 < 140 || $0 > total - 60 || $0 % 41 == 0 }
        var next = limits[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<limits.count {
                if index >= 24 { try await group.next() }
                guard let limit = next.popFirst() else { continue }
                group.addTask {
                    let error = try await connect(stallsAfter: limit).error
                    #expect(
                        error?.kind == .timedOut,
                        "stalled after \(limit) bytes: \(error.map { "\($0)" } ?? "connected")"
                    )
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: ["caching_sha2_password", "sha256_password", "mysql_native_password"])
    func withoutTLSNothingIsSaid(plugin: String) async throws {
        var behaviour = ScriptedMySQL.Behaviour()
        behaviour.plugin = plugin
        behaviour.offersTLS = false
        let scripted = try ScriptedMySQL(behaviour) { _ in .close }
        defer { scripted.stop() }
        let error = await #expect(throws: DatabaseError.self) {
            try await MySQLConnection.connect(try address(scripted.port))
        }
        #expect(error?.kind == .tls, "\(error.map { "\($0)" } ?? "")")
        #expect(scripted.logins.isEmpty)
    }

    @Test(arguments: Self.logins)
    func aLoginThatIsAnsweredByNonsense(what: String, reply: ScriptedMySQL.Reply) async throws {
        var behaviour = ScriptedMySQL.Behaviour()
        behaviour.login = reply
        let scripted = try ScriptedMySQL(behaviour) { _ in .close }
        defer { scripted.stop() }
        var server = try address(scripted.port)
        server.connectTimeout = .seconds(2)
        let error = await #expect(throws: DatabaseError.self) { try await MySQLConnection.connect(server) }
        #expect(error?.description.contains("example-password") == false, "\(what)")
    }

    /// With files of the client, any server could have them.
    @Test(arguments: Self.answers)
    func anAnswerThatIsNone(what: String, reply: ScriptedMySQL.Reply) async throws {
        let scripted = try ScriptedMySQL { _ in reply }
        defer { scripted.stop() }
        let connection = try await MySQLConnection.connect(try address(scripted.port))
        defer { connection.close() }
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.query("SELECT 1", timeout: .seconds(1))
        }
        #expect(error != nil, "\(what)")
    }

    private static func plugin(_ name: String) -> [UInt8] { [0xFE] + Array(name.utf8) + [0] }

    private static func switchPlugin(_ name: String) -> [UInt8] {
        let packet = plugin(name)
        return [UInt8(packet.count), 0, 0, 2] + packet
    }

    /// A cluster's address leads to another server each time, and the connection's number means somebody else's there.
    @Test func nothingIsKilledButTheStatementThatWasGivenUp() async throws {
        let scripted = try ScriptedMySQL { sql in
            sql == "SELECT 1" ? .hang : .packets(ScriptedMySQL.table("Id", ["7"]))
        }
        defer { scripted.stop() }
        let connection = try await MySQLConnection.connect(try address(scripted.port))
        defer { connection.close() }
        await #expect(throws: DatabaseError.self) {
            try await connection.query("SELECT 1", timeout: .milliseconds(300))
        }
        // The thread takes the next job when it is done with the one that was given up.
        await #expect(throws: DatabaseError.self) { try await connection.query("SELECT 2", timeout: .seconds(20)) }
        #expect(scripted.statements == ["SELECT 1", "SHOW FULL PROCESSLIST"])
    }

    /// Columns and a row, and no end.
    private static func openTable(_ row: [UInt8]) -> [[UInt8]] {
        Array(ScriptedMySQL.table("n", []).dropLast()) + [row]
    }

    /// A whole answer that says that another follows.
    private static var moreResults: [[UInt8]] {
        var packets = ScriptedMySQL.table("n", ["7"])
        packets[packets.count - 1] = [0xFE, 0, 0, 0x0A, 0]
        return packets
    }
}
