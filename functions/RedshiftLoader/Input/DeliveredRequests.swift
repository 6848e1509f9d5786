import LambdaEvents

/// The requests of one event, and the queue messages that contained them.
struct DeliveredRequests: Sendable {
    var requests: [RedshiftLoaderRequest] = []
    /// The queue messages that contained the requests; `nil` for an event that did not come from a queue.
    var messages: [SQSMessage]?
    /// The index, in ``messages``, of the message that contained each request.
    var origins: [Int] = []
    /// Messages that could not be read, each with its index in ``messages`` and the reason.
    var unreadable: [(message: Int, reason: String)] = []
}
