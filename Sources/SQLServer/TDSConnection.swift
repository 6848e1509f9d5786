import DatabaseClient
import SelfPipe

/// The socket and the TLS session of a TDS session, used by one thread only. It carries out the actions that
/// ``TDSSession`` returns.
final class TDSConnection: ThreadConfinedConnection {
    private var session: TDSSession?
    private var socket: TDSSocket?
    private var tls: TLSClient?
    private let pipe: SelfPipe

    /// The maximum number of redirections of one login. A gateway redirects once, and a second gateway may follow it.
    private static let mostRoutes = 3

    init(pipe: SelfPipe) { self.pipe = pipe }

    func close() {
        session = nil
        socket = nil
        tls = nil
    }

    /// Does nothing: the server was already asked to stop the batch when the call was abandoned.
    func discardAbandoned() {}

    // MARK: - Connecting

    func connect(_ server: DatabaseServer, _ limit: TDSSocket.WaitLimit) throws(DatabaseError) {
        close()
        do throws(DatabaseError) {
            var server = server
            for _ in 0...Self.mostRoutes {
                guard let route = try connectOnce(server, limit) else { return }
                close()
                server.host = route.host
                server.port = route.port
            }
            throw DatabaseError(.invalid, "\(server) routes on and on")
        } catch {
            close()
            guard error.kind == .timedOut else { throw error }
            throw DatabaseError(
                .timedOut,
                "\(server) did not finish the login within \(server.connectTimeout); look at its address, at security groups and at the route to it"
            )
        }
    }

    /// Connects to one server and logs in.
    ///
    /// - Returns: the address to connect to instead; `nil` after a successful login.
    private func connectOnce(
        _ server: DatabaseServer,
        _ limit: TDSSocket.WaitLimit
    ) throws(DatabaseError) -> TDSAnswer.Route? {
        guard (1...65_535).contains(server.port), !server.host.isEmpty, !server.host.utf8.contains(0) else {
            throw DatabaseError(.invalid, "\(server) is no address")
        }
        // First, so that roots that cannot be read cost nobody a connection.
        let tls = try TLSClient(host: server.host, rootsFile: server.rootsFile, server: "\(server)")
        socket = try TDSSocket.connect(host: server.host, port: server.port, pipe, limit)
        var session = TDSSession(server)
        var action = session.start()
        while true {
            switch action {
            case .send(let bytes): try send(bytes, limit)
            case .beginHandshake, .continueHandshake:
                if case .continueHandshake(let bytes) = action { tls.received(bytes) }
                let isOver = try tls.handshake()
                let bytes = tls.outgoingBytes()
                if !bytes.isEmpty { try send(session.wrapHandshake(bytes), limit) }
                if isOver {
                    action = try session.handshakeEnded()
                    self.tls = tls
                    continue
                }
            case .wait: session.received(try receive(limit))
            case .loggedIn:
                self.session = session
                return nil
            case .route(let route): return route
            case .answered: throw DatabaseError(.invalid, "\(server) answers before it was asked")
            }
            action = try session.next()
        }
    }

    // MARK: - Asking

    /// Sends a batch and waits for its answer.
    ///
    /// - Throws: ``DatabaseError``; the connection cannot be used again, unless the server itself reported the error.
    func query(_ sql: String, _ limit: TDSSocket.WaitLimit) throws(DatabaseError) -> TDSAnswer {
        guard var session else { throw DatabaseError(.unreachable, "the connection is closed") }
        do throws(DatabaseError) {
            var action = try session.ask(sql)
            while true {
                switch action {
                case .send(let bytes): try send(bytes, limit)
                case .wait: session.received(try receive(limit))
                case .answered(let answer):
                    self.session = session
                    return answer
                case .beginHandshake, .continueHandshake, .loggedIn, .route:
                    throw DatabaseError(.invalid, "the server answers what was not asked")
                }
                action = try session.next()
            }
        } catch {
            if error.kind == .timedOut { abandon(&session) }
            close()
            throw error
        }
    }

    /// Asks the server to stop the batch. It does not wait for the answer, because closing the connection stops the
    /// batch too.
    private func abandon(_ session: inout TDSSession) {
        let moment = TDSSocket.WaitLimit(deadline: .now + .milliseconds(200), cancellation: CallCancellation())
        try? send(session.cancel(), moment)
    }

    private func send(_ bytes: [UInt8], _ limit: TDSSocket.WaitLimit) throws(DatabaseError) {
        guard let socket else { throw DatabaseError(.unreachable, "the connection is closed") }
        var out = bytes
        if let tls {
            try tls.write(bytes)
            out = tls.outgoingBytes()
        }
        guard try socket.send(out, limit) else { throw Self.late }
    }

    /// Receives bytes from the server and decrypts them. Waits until there is at least one.
    private func receive(_ limit: TDSSocket.WaitLimit) throws(DatabaseError) -> [UInt8] {
        guard let socket else { throw DatabaseError(.unreachable, "the connection is closed") }
        while true {
            guard let bytes = try socket.receive(limit) else { throw Self.late }
            guard !bytes.isEmpty else { throw Self.ended }
            guard let tls else { return bytes }
            tls.received(bytes)
            guard let plain = try tls.read() else { throw Self.ended }
            if !plain.isEmpty { return plain }
        }
    }

    private static let late = DatabaseError(
        .timedOut,
        "the server did not answer in time; the statement was cancelled"
    )
    private static let ended = DatabaseError(.unreachable, "the server closed the connection")
}
