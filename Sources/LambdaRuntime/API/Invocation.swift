import HTTPTransport
import UTCTime

/// One invocation, read from the answer to `/next`.
struct Invocation: Sendable {
    var requestID: String
    var payload: [UInt8]
    /// The wall-clock time when Lambda ends the invocation.
    var deadline: UTCTime?
    var functionARN: String?
    var traceID: String?
    var tenantID: String?
    /// The client context as raw JSON. It is not parsed, so that a mistake in it cannot fail an event.
    var clientContext: String?
    var cognitoIdentity: String?

    /// Reads an invocation from an answer; `nil` for an answer without a request id. Nobody could answer such an
    /// invocation. A deadline that is not a number counts as absent.
    init?(_ response: HTTPResponse) {
        let headers = response.headers
        guard let requestID = headers[RuntimeAPI.Header.requestID], !requestID.isEmpty else { return nil }
        self.requestID = requestID
        payload = response.body
        deadline = headers[RuntimeAPI.Header.deadline].flatMap { Int64($0) }.map(UTCTime.init(millisecondsSinceEpoch:))
        functionARN = headers[RuntimeAPI.Header.functionARN]
        traceID = headers[RuntimeAPI.Header.traceID]
        tenantID = headers[RuntimeAPI.Header.tenantID]
        clientContext = headers[RuntimeAPI.Header.clientContext]
        cognitoIdentity = headers[RuntimeAPI.Header.cognitoIdentity]
    }

    /// The maximum duration of an invocation in Lambda. It replaces a missing or impossible deadline.
    static let longestTimeout = Duration.seconds(900)

    /// Returns the time from `now` to the deadline.
    ///
    /// A deadline that passed before the invocation can have begun is ignored: the sender invented it, or the clocks
    /// differ. Cancelling every event at once would help nobody; Lambda ends the process when the time is really over.
    func remainingTime(at now: UTCTime) -> Duration {
        guard let remaining = deadline?.duration(since: now), remaining > .zero - Self.longestTimeout else {
            return Self.longestTimeout
        }
        return min(remaining, Self.longestTimeout)
    }
}
