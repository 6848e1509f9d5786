import LambdaEvents

/// An event with all of its requests.
struct DeliveredRequests: Sendable {
    var requests: [RedshiftLoaderRequest] = []
    /// The messages of the queue that the requests came from; `nil` without a queue.
    var messages: [SQSMessage]?
    /// The message of each request, by its place in ``messages``.
    var origins: [Int] = []
    /// Messages that could not be read, with the reason.
    var unreadable: [(message: Int, reason: String)] = []
}
