import Glibc

/// One request over a ``KeptConnection``, and the answer to it. Only the transport's thread may use it.
final class KeptConnectionExchange {
    /// The next step of the exchange.
    enum Step {
        /// The exchange waits until the socket is readable. With `toSend`, a writable socket also ends the wait.
        case ready(toSend: Bool)
        /// The exchange has ended with an answer or an error. `keeping` is the connection, if it can be used again.
        case over(Result<HTTPResponse, TransportError>, keeping: KeptConnection?)
        /// The reused connection failed before a byte of the answer arrived. The request begins again on a fresh
        /// connection.
        case again
    }

    let transfer: CurlTransfer
    let target: CleartextEndpoint
    let connection: KeptConnection
    private let head: [UInt8]
    private var sent = 0
    private var isConnected: Bool
    private var answer = AnswerParser()
    /// `true` when the connection failed before the peer ended it. A body that lasts until the end of the connection is
    /// then incomplete.
    private var isBroken = false
    /// The time by which the connection must be open.
    private let connectBy: ContinuousClock.Instant?
    let answerBy: ContinuousClock.Instant?

    init(
        _ transfer: CurlTransfer,
        _ target: CleartextEndpoint,
        _ request: CleartextRequestHead,
        on connection: KeptConnection,
        answerBy: ContinuousClock.Instant?
    ) {
        self.transfer = transfer
        self.target = target
        self.connection = connection
        head = request.head
        isConnected = connection.isReused
        connectBy = connection.isReused ? nil : .now + transfer.request.limits.connect
        self.answerBy = answerBy
    }

    /// The time at which ``expire(at:)`` ends the exchange.
    var limit: ContinuousClock.Instant? {
        guard !isConnected, let connectBy else { return answerBy }
        return answerBy.map { min($0, connectBy) } ?? connectBy
    }

    /// Ends the exchange when its time limit has passed; returns `nil` before that time.
    func expire(at now: ContinuousClock.Instant) -> Step? {
        guard let limit, now >= limit else { return nil }
        return failure(isConnected && sent > 0 ? .timedOut : .notConnected, "its time is over")
    }

    /// Sends and receives as many bytes as the socket allows now.
    func advance(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Step {
        if !isConnected {
            guard let error = connection.connectionError() else { return .ready(toSend: true) }
            guard error == 0 else { return failure(.notConnected, Self.words(of: error)) }
            isConnected = true
        }
        let size = head.count + transfer.request.body.count
        let hadSent = sent == size
        while sent < size {
            switch connection.send(head, transfer.request.body, from: sent) {
            case .moved(let count): sent += count
            case .wouldWait, .ended:
                // The peer may have answered before it has the whole request.
                return receive(buffer) ?? .ready(toSend: true)
            case .failed(let error):
                if sent == 0, connection.isReused { return .again }
                // An answer may have come before the failure. Its end may not be taken from the connection's.
                isBroken = true
                return receive(buffer) ?? failure(.disconnected, Self.words(of: error))
            }
        }
        // Right after the request there is nothing to be read yet.
        return hadSent ? receive(buffer) ?? .ready(toSend: false) : .ready(toSend: false)
    }

    /// Receives bytes of the answer.
    ///
    /// - Returns: `nil` when no more bytes can be read now.
    private func receive(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Step? {
        while true {
            switch connection.receive(into: buffer) {
            case .moved(let count):
                let bytes = UnsafeBufferPointer(rebasing: buffer[..<count])
                do throws(AnswerParser.Fault) {
                    let taken = try answer.take(bytes)
                    guard answer.isDone else {
                        // A socket that did not fill the buffer is most likely empty.
                        if count < buffer.count { return nil }
                        continue
                    }
                    let isWhole = taken == count && sent == head.count + transfer.request.body.count
                    return .over(
                        .success(answer.response),
                        keeping: isWhole && answer.keepsConnection ? connection : nil
                    )
                } catch {
                    return failure(.malformedResponse, error.detail)
                }
            case .wouldWait: return nil
            case .ended: return end("")
            case .failed(let error):
                isBroken = true
                return end(Self.words(of: error))
            }
        }
    }

    private func end(_ words: String) -> Step {
        let isLost = !answer.hasBegun
        guard let missing = answer.end() ?? (isBroken ? "the answer broke off" : nil) else {
            return .over(.success(answer.response), keeping: nil)
        }
        if isLost, connection.isReused, transfer.request.resending == .always { return .again }
        return failure(.disconnected, words.isEmpty ? missing : "\(missing): \(words)")
    }

    private func failure(_ reason: TransportError.Reason, _ detail: String) -> Step {
        .over(.failure(TransportError(reason, detail: detail, peer: transfer.request.peer)), keeping: nil)
    }

    private static func words(of error: Int32) -> String {
        strerror(error).map { String(cString: $0) } ?? "errno \(error)"
    }
}
