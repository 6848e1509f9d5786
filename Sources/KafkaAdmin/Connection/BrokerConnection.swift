import SelfPipe
import UTCTime

/// One logged-in connection to one broker. It sends one request at a time and reads its answer.
///
/// After a thrown error the connection cannot be used again, unless the error is a refusal.
final class BrokerConnection {
    let endpoint: KafkaEndpoint
    private let cluster: KafkaCluster
    private let socket: BrokerSocket
    private var frames = FrameBuffer()
    private var offered: [Int16: KafkaVersionRange] = [:]
    private var lastID: Int32 = 0

    /// Connects, asks for the API versions that the broker supports, and logs in.
    ///
    /// - Throws: ``KafkaError``.
    init(
        to endpoint: KafkaEndpoint,
        of cluster: KafkaCluster,
        _ pipe: SelfPipe,
        _ limit: WaitLimit
    ) throws(KafkaError) {
        let limit = limit.atMost(cluster.connectTimeout)
        self.endpoint = endpoint
        self.cluster = cluster
        socket = try BrokerSocket(to: endpoint, of: cluster, pipe, limit)
        do throws(KafkaError) {
            offered = try askVersions(limit)
            try logIn(limit)
        } catch {
            // A port of TLS, or one that asks for a login, ends a connection without a word.
            guard error.kind == .unreachable else { throw error }
            let other = cluster.usesTLS ? "" : " without TLS"
            throw KafkaError(
                .unreachable,
                "\(error.message) while it was asked for its versions\(other) and for the login (\(cluster.authentication)); does this port take that?"
            )
        }
    }

    /// Sends a request and waits for its answer.
    ///
    /// - Throws: ``KafkaError``; of kind `unsupported` or `invalidRequest` when nothing was sent.
    func exchange<Request: KafkaRequest>(
        _ request: Request,
        _ limit: WaitLimit
    ) throws(KafkaError) -> Request.Response {
        guard let version = Request.api.version(offered: offered[Request.api.rawValue]) else {
            throw KafkaError(
                .unsupported,
                "\(endpoint) has no \(Request.api.name) of a version from \(Request.api.versions.lowerBound) to \(Request.api.versions.upperBound)"
            )
        }
        let (answer, id) = try exchange(request, version: version, limit)
        return try read(answer, to: request, version, id)
    }

    private func exchange<Request: KafkaRequest>(
        _ request: Request,
        version: Int16,
        _ limit: WaitLimit
    ) throws(KafkaError) -> (answer: [UInt8], id: Int32) {
        lastID = lastID == .max ? 1 : lastID + 1
        let name = Request.api.name
        guard
            let frame = KafkaFrame.request(
                request,
                version: version,
                correlationID: lastID,
                clientID: cluster.clientID
            )
        else { throw KafkaError(.invalidRequest, "\(name): a text is longer than 32,767 bytes") }
        do throws(KafkaError) {
            try socket.send(frame, limit)
            while true {
                if let answer = try nextFrame() { return (answer, lastID) }
                frames.received(try socket.receive(limit))
            }
        } catch {
            let half = frames.isInsideAnswer && error.kind == .unreachable ? " in the middle of its answer" : ""
            throw KafkaError(error.kind, "\(name): \(error.message)\(half)", mayHaveBeenProcessed: true)
        }
    }

    private func nextFrame() throws(KafkaError) -> [UInt8]? {
        do throws(WireFault) {
            return try frames.next()
        } catch {
            throw KafkaError(.invalidAnswer, "\(endpoint): the answer \(error.reason)")
        }
    }

    private func read<Request: KafkaRequest>(
        _ answer: [UInt8],
        to request: Request,
        _ version: Int16,
        _ id: Int32
    ) throws(KafkaError) -> Request.Response {
        do throws(WireFault) {
            return try KafkaFrame.response(to: request, answer, version: version, correlationID: id)
        } catch {
            throw KafkaError(
                .invalidAnswer,
                "\(Request.api.name): the answer of \(endpoint) \(error.reason)",
                mayHaveBeenProcessed: true
            )
        }
    }

    // MARK: - Before the first request

    private func askVersions(_ limit: WaitLimit) throws(KafkaError) -> [Int16: KafkaVersionRange] {
        let request = ApiVersionsRequest()
        var version = KafkaAPI.apiVersions.versions.upperBound
        var (answer, id) = try exchange(request, version: version, limit)
        if ApiVersionsRequest.isRefusalOfVersion(answer) {
            version = KafkaAPI.apiVersions.versions.lowerBound
            (answer, id) = try exchange(request, version: version, limit)
        }
        let response = try read(answer, to: request, version, id)
        if let error = response.error {
            throw KafkaError(.refused(error), "\(endpoint) does not say what it can do: \(error)")
        }
        return response.offered
    }

    private func logIn(_ limit: WaitLimit) throws(KafkaError) {
        let authentication = cluster.authentication
        guard let mechanism = authentication.mechanism, var exchange = saslExchange() else { return }
        let handshake = try self.exchange(SaslHandshakeRequest(mechanism: mechanism), limit)
        if let error = handshake.error {
            let known = handshake.mechanisms.prefix(10).map { KafkaError.quoted($0) }.joined(separator: ", ")
            throw KafkaError(.authentication, "\(endpoint) does not take \(mechanism) (\(error)); it takes: \(known)")
        }
        var message: [UInt8]? = try named { () throws(KafkaError) in try exchange.first() }
        while let data = message {
            let answer = try self.exchange(SaslAuthenticateRequest(data: data), limit)
            if let error = answer.error {
                let words = authentication.quoted(answer.message).map { ": \($0)" } ?? ""
                throw KafkaError(.authentication, "\(endpoint) refuses \(authentication) (\(error)\(words))")
            }
            message = try named { () throws(KafkaError) in try exchange.next(after: answer.data) }
        }
    }

    private func named<Value>(_ body: () throws(KafkaError) -> Value) throws(KafkaError) -> Value {
        do throws(KafkaError) {
            return try body()
        } catch {
            throw KafkaError(error.kind, "\(endpoint), \(cluster.authentication): \(error.message)")
        }
    }

    private func saslExchange() -> (any SASLExchange)? {
        switch cluster.authentication {
        case .none: nil
        case .scram(let mechanism, let user, let password): SCRAMExchange(mechanism, user: user, password: password)
        case .mskIAM(let region, let credentials):
            MSKIAMExchange(host: endpoint.host, region: region, credentials: credentials, time: .now())
        }
    }
}
