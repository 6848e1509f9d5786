import DatabaseClient
import SelfPipe

/// The connections of one client, used by its thread only. It finds a broker that answers, and the controller for
/// requests that only the controller carries out.
final class KafkaSession: ThreadConfinedConnection {
    /// The maximum number of attempts of one request, the first included. A retry looks up the controller or opens a
    /// connection again.
    private static let mostAttempts = 4
    private static let pause = Duration.milliseconds(250)

    private let pipe: SelfPipe
    private var connections: [KafkaEndpoint: BrokerConnection] = [:]
    private var controller: KafkaEndpoint?

    init(pipe: SelfPipe) { self.pipe = pipe }

    func close() {
        connections = [:]
        controller = nil
    }

    /// Does nothing, because a request that was sent cannot be withdrawn.
    func discardAbandoned() {}

    /// Sends a request to a broker that can carry it out, and retries it on another connection if necessary.
    ///
    /// A request that the broker may have carried out already is sent again only if it is idempotent.
    ///
    /// - Throws: ``KafkaError``.
    func perform<Request: KafkaRequest>(
        _ request: Request,
        of cluster: KafkaCluster,
        _ limit: WaitLimit
    ) throws(KafkaError) -> Request.Response {
        try cluster.validate()
        var attempt = 1
        var last: KafkaError?
        while true {
            let isLast = attempt == Self.mostAttempts || limit.isOver
            do throws(KafkaError) {
                let broker =
                    request.goesToController
                    ? try controllerConnection(of: cluster, limit) : try anyConnection(of: cluster, limit)
                let response = try exchange(request, with: broker, limit)
                guard request.wasRefusedByAnother(response), !isLast else { return response }
                controller = nil
            } catch {
                guard error.isTransient, !error.mayHaveBeenProcessed || request.isIdempotent, !isLast else {
                    // An attempt that had no time left says less than the one before it.
                    throw error.kind == .timedOut ? last ?? error : error
                }
                last = error
            }
            attempt += 1
            wait(limit)
        }
    }

    private func exchange<Request: KafkaRequest>(
        _ request: Request,
        with broker: BrokerConnection,
        _ limit: WaitLimit
    ) throws(KafkaError) -> Request.Response {
        do throws(KafkaError) {
            return try broker.exchange(request, limit)
        } catch {
            // Nobody knows where its next answer begins.
            if error.kind != .unsupported, error.kind != .invalidRequest {
                connections[broker.endpoint] = nil
                controller = nil
            }
            throw error
        }
    }

    /// Returns an open connection to any broker. When none is open, connects to the first bootstrap broker that
    /// answers.
    private func anyConnection(of cluster: KafkaCluster, _ limit: WaitLimit) throws(KafkaError) -> BrokerConnection {
        if let known = connections.values.first { return known }
        var failures: [KafkaError] = []
        for endpoint in cluster.bootstrap where !limit.isOver {
            do throws(KafkaError) {
                return try connection(to: endpoint, of: cluster, limit)
            } catch {
                failures.append(error)
            }
        }
        guard let first = failures.first else { throw KafkaError(.timedOut, "no time was left to ask a broker") }
        guard failures.count > 1 else { throw first }
        // One that would be the same at the next attempt says more than a broker that is down.
        let kind = failures.first { !$0.isTransient }?.kind ?? first.kind
        let words = failures.prefix(5).map(\.message).joined(separator: "; ")
        throw KafkaError(kind, "no broker can be asked: \(words)")
    }

    private func controllerConnection(
        of cluster: KafkaCluster,
        _ limit: WaitLimit
    ) throws(KafkaError) -> BrokerConnection {
        if let controller { return try connection(to: controller, of: cluster, limit) }
        let broker = try anyConnection(of: cluster, limit)
        let found = try exchange(MetadataRequest(topics: []), with: broker, limit)
        // Nobody is, or somebody who is not in the list: any broker says so, or hands the request on.
        guard let id = found.controller, let entry = found.brokers.first(where: { $0.id == id }) else { return broker }
        guard let endpoint = entry.endpoint else {
            throw KafkaError(.invalidAnswer, "the controller, broker \(id), advertises what is no address")
        }
        let connection = try connection(to: endpoint, of: cluster, limit)
        controller = endpoint
        return connection
    }

    private func connection(
        to endpoint: KafkaEndpoint,
        of cluster: KafkaCluster,
        _ limit: WaitLimit
    ) throws(KafkaError) -> BrokerConnection {
        if let known = connections[endpoint] { return known }
        let connection = try BrokerConnection(to: endpoint, of: cluster, pipe, limit)
        connections[endpoint] = connection
        return connection
    }

    /// Waits for a short pause, or until the call is cancelled.
    private func wait(_ limit: WaitLimit) {
        guard !limit.isOver else { return }
        pipe.wait(until: limit.atMost(Self.pause).deadline)
    }
}
