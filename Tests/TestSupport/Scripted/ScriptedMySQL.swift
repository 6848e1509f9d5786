import Synchronization

/// A MySQL server by the published protocol: greeting, TLS, a login by the plugin it names, statements. What it answers is a
/// function of the statement.
/// https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html
public final class ScriptedMySQL: Sendable {
    public enum Reply: Sendable {
        /// Packets, each with its header put before it.
        case packets([[UInt8]])
        case bytes([UInt8])
        case endless([UInt8])
        /// Packets as large as they may be, which say that more follow, as long as somebody takes them.
        case endlessLargePackets
        case hang
        case close
    }

    /// The server's behaviour before the first statement.
    public struct Behaviour: Sendable {
        /// The plugin of the greeting.
        public var plugin = "caching_sha2_password"
        /// True when it has the password's hash at hand, and does not ask for the password.
        public var isCached = true
        public var offersTLS = true
        public var hangsInHandshake = false
        /// It sends so many bytes, those of TLS among them, and no more.
        public var stallsAfter: Int?
        /// Instead of a greeting.
        public var greeting: Reply?
        /// Instead of taking the login.
        public var login: Reply?

        public init() {}
    }

    /// The login as it arrived.
    public struct Login: Sendable, Equatable {
        public var isEncrypted: Bool
        /// The plugin's first answer: a scramble, or a password.
        public var response: [UInt8]
        /// The password, when the server asked for it.
        public var password: String?
    }

    /// Of every greeting.
    public static let nonce: [UInt8] = (1...20).map { UInt8($0) }

    private struct Log {
        var logins: [Login] = []
        var statements: [String] = []
        var loginBytes: Int?
    }

    private final class SharedLog: Sendable {
        let entries = Mutex(Log())
    }

    private let log: SharedLog
    private let server: ScriptedServer

    public var port: Int { server.port }
    public var logins: [Login] { log.entries.withLock { $0.logins } }
    public var statements: [String] { log.entries.withLock { $0.statements } }
    /// Bytes that it sent up to the end of the last login.
    public var loginBytes: Int? { log.entries.withLock { $0.loginBytes } }
    public var openConnections: Int { server.openConnections }

    /// - Parameter answer: called on the connection's thread.
    public init(_ behaviour: Behaviour = Behaviour(), _ answer: @escaping @Sendable (String) -> Reply) throws {
        let certificates = try TestCertificates.shared()
        let log = SharedLog()
        self.log = log
        server = try ScriptedServer { peer in
            peer.sendLimit = behaviour.stallsAfter
            if let greeting = behaviour.greeting {
                Self.send(greeting, peer, from: 0)
                peer.waitForEnd()
                return
            }
            Self.send(.packets([Self.greeting(behaviour)]), peer, from: 0)
            guard var packet = Self.packet(peer) else { return }
            var isEncrypted = false
            // A request for TLS is a login cut short.
            if packet.content.count == 32 {
                if behaviour.hangsInHandshake { return peer.waitForEnd() }
                guard peer.beginTLS(certificates), let next = Self.packet(peer) else { return }
                packet = next
                isEncrypted = true
            }
            var login = Login(isEncrypted: isEncrypted, response: Self.response(packet.content))
            if let reply = behaviour.login {
                log.entries.withLock { $0.logins.append(login) }
                Self.send(reply, peer, from: packet.number &+ 1)
                peer.waitForEnd()
                return
            }
            if behaviour.plugin == "caching_sha2_password" {
                if behaviour.isCached {
                    Self.send(.packets([[1, 3]]), peer, from: packet.number &+ 1)
                    packet.number &+= 1
                } else {
                    Self.send(.packets([[1, 4]]), peer, from: packet.number &+ 1)
                    guard let next = Self.packet(peer) else { return }
                    login.password = String(decoding: next.content.dropLast(), as: UTF8.self)
                    packet = next
                }
            }
            let taken = login
            log.entries.withLock { $0.logins.append(taken) }
            Self.send(.packets([Self.ok]), peer, from: packet.number &+ 1)
            log.entries.withLock { $0.loginBytes = peer.sent }
            while let (_, content) = Self.packet(peer) {
                guard content.first == 3 else { return }
                let statement = String(decoding: content.dropFirst(), as: UTF8.self)
                log.entries.withLock { $0.statements.append(statement) }
                guard Self.send(answer(statement), peer, from: 1) else { return }
            }
        }
    }

    public func stop() { server.stop() }

    // MARK: - Packets

    /// The answer to what has no rows.
    public static let ok: [UInt8] = [0, 0, 0, 2, 0, 0, 0]

    public static func error(_ number: UInt16, _ message: String) -> [UInt8] {
        [0xFF, UInt8(number & 0xFF), UInt8(number >> 8)] + Array("#HY000\(message)".utf8)
    }

    /// An answer of one column.
    public static func table(_ column: String, _ values: [String]) -> [[UInt8]] {
        let definition =
            text("def") + text("") + text("") + text("") + text(column) + text("")
            + [0x0C, 45, 0, 0xFF, 0, 0, 0, 0xFD, 0, 0, 0, 0, 0]
        let end: [UInt8] = [0xFE, 0, 0, 2, 0]
        return [[1], definition, end] + values.map { text($0) } + [end]
    }

    private static func text(_ value: String) -> [UInt8] { [UInt8(value.utf8.count)] + Array(value.utf8) }

    private static func greeting(_ behaviour: Behaviour) -> [UInt8] {
        // Protocol 4.1, its login, plugins, transactions, and TLS.
        let low: UInt16 = 0x0001 | 0x0008 | 0x0200 | 0x2000 | 0x8000 | (behaviour.offersTLS ? 0x0800 : 0)
        let high: UInt16 = 0x0008 | 0x0020
        var bytes: [UInt8] = [10] + Array("8.0.36".utf8) + [0, 7, 0, 0, 0] + nonce.prefix(8) + [0]
        bytes += [UInt8(low & 0xFF), UInt8(low >> 8), 45, 2, 0, UInt8(high & 0xFF), UInt8(high >> 8), 21]
        bytes += [UInt8](repeating: 0, count: 10) + nonce.suffix(12) + [0] + Array(behaviour.plugin.utf8) + [0]
        return bytes
    }

    /// The plugin's part of a login: behind the fixed part and the user's name, with its length in one byte.
    private static func response(_ login: [UInt8]) -> [UInt8] {
        guard login.count > 32, let end = login[32...].firstIndex(of: 0), end + 1 < login.count else { return [] }
        let count = Int(login[end + 1])
        guard end + 2 + count <= login.count else { return [] }
        return Array(login[(end + 2)..<(end + 2 + count)])
    }

    private static func packet(_ peer: ScriptedPeer) -> (number: UInt8, content: [UInt8])? {
        guard let header = peer.receive(4) else { return nil }
        let length = Int(header[0]) | Int(header[1]) << 8 | Int(header[2]) << 16
        guard let content = peer.receive(length) else { return nil }
        return (header[3], content)
    }

    /// - Returns: whether the connection goes on.
    @discardableResult private static func send(_ reply: Reply, _ peer: ScriptedPeer, from number: UInt8) -> Bool {
        switch reply {
        case .packets(let packets):
            var bytes: [UInt8] = []
            var number = number
            for packet in packets {
                bytes += [
                    UInt8(packet.count & 0xFF), UInt8(packet.count >> 8 & 0xFF), UInt8(packet.count >> 16), number,
                ]
                bytes += packet
                number &+= 1
            }
            return peer.send(bytes)
        case .bytes(let bytes):
            peer.send(bytes)
            return false
        case .endless(let bytes):
            while peer.send(bytes) {}
            return false
        case .endlessLargePackets:
            let packet: [UInt8] = [0xFF, 0xFF, 0xFF, 0] + [UInt8](repeating: 0x41, count: 0xFF_FFFF)
            while peer.send(packet) {}
            return false
        case .hang:
            peer.waitForEnd()
            return false
        case .close: return false
        }
    }
}
