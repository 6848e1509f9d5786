/// Queues that keep what was sent to them, by URL.
public struct FakeSQS: Sendable {
    public struct Message: Sendable, Equatable {
        public let queue: String
        public let body: String
        public let delay: Int
    }

    public private(set) var messages: [Message] = []
    /// Seconds by receipt handle.
    public private(set) var visibilities: [String: Int] = [:]

    public init() {}

    /// Hands out what was sent to a queue; it is then no longer there.
    public mutating func take(from queue: String) -> [Message] {
        defer { messages.removeAll { $0.queue == queue } }
        return messages.filter { $0.queue == queue }
    }

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        guard let target = request.header("x-amz-target"), target.hasPrefix("AmazonSQS."),
            let input = JSON(request.body)
        else { return nil }
        let queue = input["QueueUrl"]?.string ?? ""
        switch target.dropFirst("AmazonSQS.".count) {
        case "SendMessage":
            keep(input, queue)
            return .status(200, body: #"{"MessageId":"m"}"#)
        case "SendMessageBatch":
            let entries = input["Entries"]?.array ?? []
            guard (1...10).contains(entries.count) else {
                return .status(400, body: #"{"__type":"com.amazonaws.sqs#TooManyEntriesInBatchRequest"}"#)
            }
            for entry in entries { keep(entry, queue) }
            return .status(200, body: #"{"Successful":[]}"#)
        case "ChangeMessageVisibility":
            visibilities[input["ReceiptHandle"]?.string ?? ""] = input["VisibilityTimeout"]?.number.map { Int($0) }
            return .status(200, body: "{}")
        default: return .status(400, body: #"{"__type":"com.amazonaws.sqs#UnsupportedOperation"}"#)
        }
    }

    private mutating func keep(_ entry: JSON, _ queue: String) {
        messages.append(
            Message(
                queue: queue,
                body: entry["MessageBody"]?.string ?? "",
                delay: entry["DelaySeconds"]?.number.map { Int($0) } ?? 0
            )
        )
    }
}
