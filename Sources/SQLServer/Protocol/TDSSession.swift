import DatabaseClient

/// The client's side of one TDS session. The caller passes events in, and carries out the actions that are returned;
/// this type does no I/O.
///
/// `start` → pre-login sent → TLS handshake → login sent → ready ⇄ batch sent; every error ends the session.
struct TDSSession {
    enum Action: Equatable {
        /// Send these bytes. After the handshake they are sent over TLS.
        case send([UInt8])
        /// Begin the TLS handshake.
        case beginHandshake
        /// Pass these bytes to the TLS handshake.
        case continueHandshake([UInt8])
        /// Wait for more bytes.
        case wait
        /// The login is done: batches may be sent.
        case loggedIn
        /// Connect to another server instead, and begin a new session there.
        case route(TDSAnswer.Route)
        /// The batch's answer. The session stays usable, even when the answer is an error.
        case answered(TDSAnswer)
    }

    private enum State: Equatable {
        /// Nothing was sent. The next state is `preLogin`.
        case new
        /// Our pre-login was sent. The next state is `handshake`.
        case preLogin
        /// The TLS handshake is in progress. The next state is `login`.
        case handshake
        /// The login was sent. The next state is `ready`; a route to another server ends the session.
        case login
        /// The session is idle. The next state is `batch`.
        case ready
        /// A batch was sent. The next state is `ready`.
        case batch
        /// An error or a route to another server ended the session. There is no next state.
        case ended
    }

    /// The maximum size of an answer, in bytes. The answer to a count has about 30 bytes, a list of 100,000 tables
    /// about 10 MB.
    static let largestAnswer = 64 << 20
    /// The maximum size of the answer to a login, in bytes. Such an answer usually has a few hundred.
    static let largestLoginAnswer = 64 << 10

    private let server: DatabaseServer
    private var state = State.new
    private var reader = TDSPacketReader()
    private var message: [UInt8] = []
    /// The number of bytes in the current message's packets so far. Headers are included, so that even a message of
    /// empty packets reaches the size limit.
    private var messageSize = 0
    private var packetSize = TDSPacket.defaultSize
    private var transaction = Self.noTransaction

    private static let noTransaction = [UInt8](repeating: 0, count: 8)

    init(_ server: DatabaseServer) { self.server = server }

    /// `true` while no batch runs, and no unexpected bytes have arrived.
    var isReady: Bool { state == .ready && !reader.isWithinPacket }

    mutating func start() -> Action {
        guard state == .new else { return .wait }
        state = .preLogin
        return .send(TDSPacket.packets(.preLogin, PreLogin.request, size: packetSize))
    }

    /// Puts the handshake's bytes into packets for the server.
    func wrapHandshake(_ bytes: [UInt8]) -> [UInt8] { TDSPacket.packets(.preLogin, bytes, size: packetSize) }

    /// Continues with the login. The TLS handshake is complete, and has verified the server's certificate.
    ///
    /// - Throws: ``DatabaseError`` for a login that cannot be written.
    mutating func handshakeEnded() throws(DatabaseError) -> Action {
        guard state == .handshake else { throw unexpected("a handshake") }
        // What came in the clear behind the handshake nobody has vouched for.
        guard !reader.isWithinPacket else { throw unexpected("bytes in the clear") }
        let login = try Login7(server).message
        state = .login
        return .send(TDSPacket.packets(.login, login, size: packetSize))
    }

    /// Sends a batch.
    ///
    /// - Throws: ``DatabaseError`` while another batch is waiting for its answer.
    mutating func ask(_ sql: String) throws(DatabaseError) -> Action {
        guard isReady else { throw DatabaseError(.unreachable, "the connection is not ready for a statement") }
        state = .batch
        return .send(TDSPacket.packets(.batch, SQLBatch.message(sql, transaction: transaction), size: packetSize))
    }

    /// Asks the server to stop the current batch.
    mutating func cancel() -> [UInt8] {
        state = .ended
        return TDSPacket.packets(.attention, [], size: packetSize)
    }

    mutating func received(_ bytes: some Collection<UInt8>) { reader.append(bytes) }

    /// Returns the next action; `wait` when more bytes are needed.
    ///
    /// - Throws: ``DatabaseError`` for bytes that are not a valid answer; the session has ended then.
    mutating func next() throws(DatabaseError) -> Action {
        do throws(DatabaseError) {
            while state != .ended, let packet = try reader.next() {
                if let action = try take(packet) { return action }
            }
            return .wait
        } catch {
            state = .ended
            throw error
        }
    }

    private mutating func take(_ packet: TDSPacket) throws(DatabaseError) -> Action? {
        if state == .handshake { return .continueHandshake(Array(packet.content)) }
        guard [.preLogin, .login, .batch].contains(state) else { throw unexpected("an answer") }
        messageSize += packet.content.count + TDSPacket.headerLength
        let limit = state == .batch ? Self.largestAnswer : Self.largestLoginAnswer
        guard messageSize <= limit else {
            throw DatabaseError(.invalid, "the server's answer has more than \(limit >> 10) KiB")
        }
        message += packet.content
        guard packet.isLast else { return nil }
        let whole = message
        message = []
        messageSize = 0
        switch state {
        case .preLogin: return try readPreLogin(whole)
        case .login: return try readLogin(whole)
        default: return try readAnswer(whole)
        }
    }

    private mutating func readPreLogin(_ message: [UInt8]) throws(DatabaseError) -> Action {
        guard try PreLogin.isEncrypted(message) else {
            throw DatabaseError(.tls, "\(server) offers no TLS; install a certificate there, or set rds.force_ssl")
        }
        guard !reader.isWithinPacket else { throw unexpected("bytes before the handshake") }
        state = .handshake
        return .beginHandshake
    }

    private mutating func readLogin(_ message: [UInt8]) throws(DatabaseError) -> Action {
        let answer = try TDSAnswerReader.read(message)
        if let error = answer.error { throw error }
        guard answer.isLoggedIn, answer.isDone, let version = answer.version else {
            throw DatabaseError(.invalid, "\(server) neither takes nor refuses the login")
        }
        guard version >> 24 == 0x74 else {
            throw DatabaseError(
                .invalid,
                "\(server) speaks version 0x\(String(version, radix: 16)) of TDS; 7.4 is needed, which SQL Server has from 2012 on"
            )
        }
        if let route = answer.route {
            guard (1...65_535).contains(route.port), !route.host.isEmpty, !route.host.utf8.contains(0) else {
                throw DatabaseError(.invalid, "\(server) routes to no address")
            }
            state = .ended
            return .route(route)
        }
        packetSize = answer.packetSize ?? packetSize
        state = .ready
        return .loggedIn
    }

    private mutating func readAnswer(_ message: [UInt8]) throws(DatabaseError) -> Action {
        let answer = try TDSAnswerReader.read(message)
        guard answer.isDone else { throw DatabaseError(.invalid, "the server's answer does not end") }
        guard answer.results <= 1 else { throw DatabaseError(.invalid, "the server gives more answers than one") }
        if let change = answer.transaction { transaction = change.isEmpty ? Self.noTransaction : change }
        packetSize = answer.packetSize ?? packetSize
        state = .ready
        return .answered(answer)
    }

    private func unexpected(_ what: String) -> DatabaseError {
        DatabaseError(.invalid, "\(server) sends \(what) that nobody has asked for")
    }
}
