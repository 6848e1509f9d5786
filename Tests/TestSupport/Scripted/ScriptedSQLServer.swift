import Synchronization

/// A SQL Server by the published protocol ([MS-TDS]): pre-login, TLS inside packets, login, batches. What it answers is a
/// function of the statement. It shares no code with the client it tests.
public final class ScriptedSQLServer: Sendable {
    /// The login as it arrived.
    public struct Login: Sendable, Equatable {
        public var user = ""
        public var password = ""
        public var database = ""
        public var application = ""
        public var server = ""
        public var version: UInt32 = 0

        public init(
            user: String = "",
            password: String = "",
            database: String = "",
            application: String = "",
            server: String = "",
            version: UInt32 = 0
        ) {
            self.user = user
            self.password = password
            self.database = database
            self.application = application
            self.server = server
            self.version = version
        }
    }

    /// The answer to a batch.
    public enum Reply: Sendable {
        /// Tokens of one message.
        case tokens([UInt8])
        /// These bytes, whatever they are, and the connection is closed.
        case bytes([UInt8])
        /// These bytes again and again, as long as somebody takes them.
        case endless([UInt8])
        /// Packets as large as they may be, of one message that never ends, as long as somebody takes them.
        case endlessLargePackets
        case hang
        case close
        /// These tokens' first half; nothing more comes, though the connection stays open to the other side.
        case halfClosed([UInt8])
    }

    /// The server's behaviour before the first batch.
    public struct Behaviour: Sendable {
        /// The encryption byte of the pre-login answer: 1 on, 0 off, 2 not supported, 3 required.
        public var encryption: UInt8 = 1
        /// Instead of a pre-login answer.
        public var preLogin: Reply?
        /// Silence in place of the TLS handshake.
        public var hangsInHandshake = false
        /// The answer to a login; the ordinary one when `nil`.
        public var login: (@Sendable (Login) -> Reply?)?
        /// The transaction a batch with BEGIN TRANSACTION opens.
        public var transaction: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]

        public init() {}
    }

    /// A batch, and the transaction it says that it belongs to.
    public struct Batch: Sendable, Equatable {
        public let sql: String
        public let transaction: [UInt8]
    }

    private struct Log {
        var logins: [Login] = []
        var batches: [Batch] = []
        var attentions = 0
    }

    private let log: SharedLog
    private let server: ScriptedServer

    private final class SharedLog: Sendable {
        let entries = Mutex(Log())
    }

    public var port: Int { server.port }
    public var connections: Int { server.connections }
    public var logins: [Login] { log.entries.withLock { $0.logins } }
    public var batches: [Batch] { log.entries.withLock { $0.batches } }
    /// The number of requests to stop a batch.
    public var attentions: Int { log.entries.withLock { $0.attentions } }

    /// - Parameter answer: called on the connection's thread.
    public init(_ behaviour: Behaviour = Behaviour(), _ answer: @escaping @Sendable (String) -> Reply) throws {
        let certificates = try TestCertificates.shared()
        let log = SharedLog()
        self.log = log
        server = try ScriptedServer { peer in
            guard let (kind, _) = Self.message(peer), kind == 0x12 else { return }
            if let reply = behaviour.preLogin {
                Self.send(reply, peer, kind: 0x04)
                return
            }
            peer.send(
                Self.packets(0x04, [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 16, 0, 0, 0, 0, 0, behaviour.encryption])
            )
            if behaviour.encryption == 0 || behaviour.encryption == 2 {
                // Whoever goes on in the clear gives its password away.
                if let (_, content) = Self.message(peer) {
                    log.entries.withLock { $0.logins.append(Self.login(content)) }
                }
                return
            }
            if behaviour.hangsInHandshake { return peer.waitForEnd() }
            let isEncrypted = peer.beginTLS(
                certificates,
                receive: { Self.message(peer)?.content },
                send: { peer.send(Self.packets(0x12, $0)) }
            )
            guard isEncrypted, let (loginKind, content) = Self.message(peer), loginKind == 0x10 else { return }
            let login = Self.login(content)
            log.entries.withLock { $0.logins.append(login) }
            let reply = behaviour.login?(login) ?? .tokens(Self.loginAcknowledgement + Self.done)
            guard Self.send(reply, peer, kind: 0x04) else { return }
            while let (kind, content) = Self.message(peer) {
                if kind == 0x06 {
                    log.entries.withLock { $0.attentions += 1 }
                    peer.send(Self.packets(0x04, Self.done(status: 0x20)))
                    continue
                }
                guard kind == 0x01, content.count >= 22 else { return }
                let batch = Batch(sql: Self.text(Array(content.dropFirst(22))), transaction: Array(content[10..<18]))
                log.entries.withLock { $0.batches.append(batch) }
                var reply = answer(batch.sql)
                if case .tokens(let tokens) = reply, batch.sql.contains("BEGIN TRANSACTION") {
                    reply = .tokens([0xE3, 11, 0, 8, 8] + behaviour.transaction + [0] + tokens)
                }
                guard Self.send(reply, peer, kind: 0x04, log) else { return }
            }
        }
    }

    public func stop() { server.stop() }

    /// - Returns: whether the connection goes on.
    @discardableResult private static func send(
        _ reply: Reply,
        _ peer: ScriptedPeer,
        kind: UInt8,
        _ log: SharedLog? = nil
    ) -> Bool {
        switch reply {
        case .tokens(let tokens): return peer.send(packets(kind, tokens))
        case .bytes(let bytes):
            peer.send(bytes)
            return false
        case .endless(let bytes):
            while peer.send(bytes) {}
            return false
        case .endlessLargePackets:
            let packet: [UInt8] = [4, 0, 0x7F, 0xFF, 0, 0, 0, 0] + [UInt8](repeating: 0xD1, count: 0x7FF7)
            while peer.send(packet) {}
            return false
        case .hang:
            while let (kind, _) = message(peer) { if kind == 0x06 { log?.entries.withLock { $0.attentions += 1 } } }
            return false
        case .close: return false
        case .halfClosed(let tokens):
            let bytes = packets(kind, tokens)
            peer.send(Array(bytes.prefix(bytes.count / 2)))
            peer.closeWriting()
            peer.waitForEnd()
            return false
        }
    }

    // MARK: - Packets

    private static func message(_ peer: ScriptedPeer) -> (kind: UInt8, content: [UInt8])? {
        var content: [UInt8] = []
        while let header = peer.receive(8) {
            let length = Int(header[2]) << 8 | Int(header[3])
            guard length >= 8, let part = peer.receive(length - 8) else { return nil }
            content += part
            if header[1] & 1 == 1 { return (header[0], content) }
        }
        return nil
    }

    /// One message in packets of at most 4,096 bytes.
    public static func packets(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = content[...]
        repeat {
            let part = rest.prefix(4088)
            rest = rest.dropFirst(4088)
            let length = part.count + 8
            bytes += [kind, rest.isEmpty ? 1 : 0, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, 0, 0] + part
        } while !rest.isEmpty
        return bytes
    }

    private static func login(_ content: [UInt8]) -> Login {
        guard content.count >= 94 else { return Login() }
        func field(_ place: Int) -> [UInt8] {
            let offset = Int(content[place]) | Int(content[place + 1]) << 8
            let length = (Int(content[place + 2]) | Int(content[place + 3]) << 8) * 2
            guard offset + length <= content.count else { return [] }
            return Array(content[offset..<(offset + length)])
        }
        let password = field(44).map { byte in
            let plain = byte ^ 0xA5
            return plain << 4 | plain >> 4
        }
        return Login(
            user: text(field(40)),
            password: text(password),
            database: text(field(68)),
            application: text(field(48)),
            server: text(field(52)),
            version: (0..<4).reduce(0) { $0 | UInt32(content[4 + $1]) << UInt32($1 * 8) }
        )
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(
            decoding: stride(from: 0, to: bytes.count - 1, by: 2).map {
                UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
            },
            as: UTF16.self
        )
    }
}
