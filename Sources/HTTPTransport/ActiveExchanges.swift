import CCurl
import Glibc

/// The running requests on the transport's own connections, and the idle connections between requests.
struct ActiveExchanges {
    /// The maximum number of idle connections that are kept. One is enough for one invocation at a time.
    private static let mostIdle = 64

    private var exchanges: [KeptConnectionExchange] = []
    /// The exchanges' sockets, in the order of ``exchanges``. ``CurlMultiHandle/wait(for:atMost:)`` needs them in this
    /// form.
    private(set) var sockets: [curl_waitfd] = []
    private var idle: [KeptConnection] = []
    private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)

    /// Begins a request on one of the transport's own cleartext connections, if the request allows this.
    ///
    /// - Returns: `false` for any other request: libcurl must send it.
    mutating func begin(_ transfer: CurlTransfer) -> Bool {
        let request = transfer.request
        guard request.usesKeptConnection, request.limits.stalled == nil, let target = CleartextEndpoint(request.url),
            request.method == .get || request.method == .post
        else { return false }
        guard let plain = CleartextRequestHead(request, to: target) else {
            transfer.fail(.invalidRequest, "the URL or a header holds what HTTP cannot carry")
            return true
        }
        let answerBy = request.limits.total.map { ContinuousClock.now + $0 }
        let connection = request.resending == .avoided ? nil : takeIdle(target)
        begin(transfer, target, plain, connection, answerBy)
        return true
    }

    private mutating func begin(
        _ transfer: CurlTransfer,
        _ target: CleartextEndpoint,
        _ request: CleartextRequestHead,
        _ reused: KeptConnection?,
        _ answerBy: ContinuousClock.Instant?
    ) {
        guard let connection = reused ?? KeptConnection(address: target.address, port: target.port) else {
            let words = strerror(errno).map { String(cString: $0) } ?? "no socket"
            return transfer.fail(.notConnected, words)
        }
        let exchange = KeptConnectionExchange(transfer, target, request, on: connection, answerBy: answerBy)
        switch exchange.advance(buffer) {
        case .ready(let toSend):
            exchanges.append(exchange)
            sockets.append(Self.socket(exchange, toSend: toSend))
        case .over(let result, let kept): end(exchange, result, kept)
        // A fresh connection ends the repetition: it is never again.
        case .again: begin(transfer, target, request, nil, answerBy)
        }
    }

    /// Sends and receives bytes on the sockets that are ready, and completes the finished requests.
    mutating func advance() {
        guard !exchanges.isEmpty else { return }
        var now: ContinuousClock.Instant?
        // From the last one: an exchange that is over leaves, and a new one comes behind.
        var index = exchanges.count
        while index > 0 {
            index -= 1
            let exchange = exchanges[index]
            let isReady = sockets[index].revents != 0
            guard isReady || exchange.limit != nil else { continue }
            let step: KeptConnectionExchange.Step
            if isReady {
                step = exchange.advance(buffer)
            } else {
                let time = now ?? .now
                now = time
                guard let expired = exchange.expire(at: time) else { continue }
                step = expired
            }
            switch step {
            case .ready(let toSend): sockets[index] = Self.socket(exchange, toSend: toSend)
            case .over(let result, let kept):
                remove(index)
                end(exchange, result, kept)
            case .again:
                remove(index)
                if let request = CleartextRequestHead(exchange.transfer.request, to: exchange.target) {
                    begin(exchange.transfer, exchange.target, request, nil, exchange.answerBy)
                }
            }
        }
    }

    /// The longest time to wait for the sockets, in milliseconds.
    var patience: Int32 {
        guard let limit = exchanges.lazy.compactMap(\.limit).min() else { return 60_000 }
        return Int32(max(0, min(60_000, ContinuousClock.now.duration(to: limit).milliseconds)))
    }

    /// Calls `body` with the sockets. `body` waits, and writes into each entry the events that it found.
    mutating func withSockets<Result>(_ body: (UnsafeMutableBufferPointer<curl_waitfd>) -> Result) -> Result {
        sockets.withUnsafeMutableBufferPointer { body($0) }
    }

    /// Cancels a request.
    ///
    /// - Returns: `false` when the request does not run on these connections.
    mutating func cancel(_ transfer: CurlTransfer) -> Bool {
        guard let index = exchanges.firstIndex(where: { $0.transfer === transfer }) else { return false }
        remove(index)
        transfer.cancelled()
        return true
    }

    mutating func cancelAll() {
        for exchange in exchanges { exchange.transfer.cancelled() }
        exchanges = []
        sockets = []
        idle = []
        buffer.deallocate()
    }

    private mutating func remove(_ index: Int) {
        exchanges.remove(at: index)
        sockets.remove(at: index)
    }

    private mutating func end(
        _ exchange: KeptConnectionExchange,
        _ result: Result<HTTPResponse, TransportError>,
        _ kept: KeptConnection?
    ) {
        if let kept, idle.count < Self.mostIdle {
            kept.isReused = true
            idle.append(kept)
        }
        switch result {
        case .success(let response): exchange.transfer.succeed(response)
        case .failure(let error): exchange.transfer.fail(error.reason, error.detail)
        }
    }

    /// Removes and returns an idle connection that has no bytes to read. Bytes that a peer sent without a request are
    /// not the answer to the next request.
    private mutating func takeIdle(_ target: CleartextEndpoint) -> KeptConnection? {
        while let index = idle.lastIndex(where: { $0.port == target.port && $0.address == target.address }) {
            let connection = idle.remove(at: index)
            if connection.isQuiet() { return connection }
        }
        return nil
    }

    private static func socket(_ exchange: KeptConnectionExchange, toSend: Bool) -> curl_waitfd {
        let events = Int32(CURL_WAIT_POLLIN) | (toSend ? Int32(CURL_WAIT_POLLOUT) : 0)
        return curl_waitfd(fd: exchange.connection.descriptor, events: Int16(events), revents: 0)
    }
}
