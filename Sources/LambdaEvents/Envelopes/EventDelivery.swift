import JSON

/// The events of one invocation without their envelopes, with one case for each kind of delivery.
///
/// ```swift
/// switch try EventDelivery(payload) {
/// case .queue(let messages):
///     for message in messages { switch try message.content() { … } }  // answer: SQSBatchResponse
/// case .direct(let contents): for content in contents { switch content { … } }
/// case .batchOperations(let event): …  // answer: S3BatchResponse
/// }
/// ```
public enum EventDelivery: Sendable {
    /// Messages of an SQS queue, from an event source mapping or a pipe. Each message is read and answered separately.
    case queue([SQSMessage])
    /// Events that came without a queue: one event, or a batch from SNS or a pipe.
    case direct([UnwrappedEvent])
    /// Tasks of S3 Batch Operations.
    case batchOperations(S3BatchEvent)

    /// Reads the payload that Lambda passes to the function.
    ///
    /// - Throws: ``UnreadableEvent`` for a payload that is not JSON, or without a member that every event of its kind
    ///   has.
    public init(_ payload: [UInt8]) throws(UnreadableEvent) {
        do throws(JSONError) {
            try self.init(JSONDocument(payload).root)
        } catch {
            throw UnreadableEvent(error, payload)
        }
    }

    private init(_ event: JSONElement) throws(JSONError) {
        if event.kind == .array {
            self = try Self.batch(event)
        } else if event["invocationSchemaVersion"].kind == .string, event["tasks"].kind == .array {
            self = .batchOperations(try S3BatchEvent(event))
        } else if event["Records"].kind == .array {
            self = try Self.records(event)
        } else {
            self = .direct([try UnwrappedEvent(event)])
        }
    }

    /// Reads an array of events. A pipe passes its batch to the function in this form, without an envelope.
    private static func batch(_ event: JSONElement) throws(JSONError) -> EventDelivery {
        if isQueue(event[0]) { return .queue(try SQSMessage.all(in: event)) }
        var contents: [UnwrappedEvent] = []
        for element in try event.array { contents.append(try UnwrappedEvent(element)) }
        return .direct(contents)
    }

    private static func records(_ event: JSONElement) throws(JSONError) -> EventDelivery {
        let records = event["Records"]
        let first = records[0]
        if first.kind == nil || isQueue(first) { return .queue(try SQSMessage.all(in: records)) }
        guard first["Sns"].kind == .object else { return .direct([try UnwrappedEvent(event)]) }
        var contents: [UnwrappedEvent] = []
        for record in try records.array { contents.append(try UnwrappedEvent(notification: record["Sns"])) }
        return .direct(contents)
    }

    /// A description of the events for the error about an unsupported event: "a batch of SQS messages".
    public var origin: String {
        switch self {
        case .queue: "a batch of SQS messages"
        case .batchOperations: "a call of S3 Batch Operations"
        case .direct(let contents):
            switch contents.count {
            case 0: "an empty list"
            case 1: contents[0].origin
            default: "a list of \(contents.count) events, the first of them \(contents[0].origin)"
            }
        }
    }

    private static func isQueue(_ record: JSONElement) -> Bool {
        record.text("eventSource") == "aws:sqs" || record["messageId"].kind == .string && record["body"].kind != nil
    }
}
