import LambdaEvents

/// The requests of one event, and the queue messages that contained them.
struct DeliveredRequests: Sendable {
    var requests: [RedshiftLoaderRequest] = []
    /// The messages of the queue that the requests came from; `nil` for an event without a queue.
    var messages: [SQSMessage]?
    /// The message of each request, as an index in ``messages``.
    var origins: [Int] = []
    /// Messages that could not be read, each with its index in ``messages`` and the reason.
    var unreadable: [(message: Int, reason: String)] = []
}
