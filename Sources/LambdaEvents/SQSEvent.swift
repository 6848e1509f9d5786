/// A batch of SQS messages, as an event source mapping hands it to a function.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
public struct SQSEvent: Decodable, Sendable {
    public let messages: [SQSMessage]

    enum CodingKeys: String, CodingKey {
        case messages = "Records"
    }
}

/// One message. Without an id nothing could be answered about it, so that is the one field that must be there; a message
/// without a body is one that fails when it is read.
public struct SQSMessage: Decodable, Sendable {
    public let messageID: String
    public let body: String
    /// Names this receipt of the message, for changing its visibility.
    public let receiptHandle: String?
    /// The queue's ARN; FIFO queues end in `.fifo`.
    public let eventSourceARN: String?
    public let attributes: Attributes

    /// The system attributes somebody here reads.
    public struct Attributes: Decodable, Sendable, Equatable {
        /// On a FIFO queue the group within which order is kept; on a standard queue only a matter of fairness.
        public let messageGroupID: String?
        /// How often the message was received, this time included.
        public let approximateReceiveCount: String?

        enum CodingKeys: String, CodingKey {
            case messageGroupID = "MessageGroupId"
            case approximateReceiveCount = "ApproximateReceiveCount"
        }

        public init(messageGroupID: String? = nil, approximateReceiveCount: String? = nil) {
            self.messageGroupID = messageGroupID
            self.approximateReceiveCount = approximateReceiveCount
        }
    }

    enum CodingKeys: String, CodingKey {
        case messageID = "messageId"
        case body, attributes, receiptHandle
        case eventSourceARN
    }

    public init(
        messageID: String,
        body: String,
        receiptHandle: String? = nil,
        eventSourceARN: String? = nil,
        attributes: Attributes = Attributes()
    ) {
        self.messageID = messageID
        self.body = body
        self.receiptHandle = receiptHandle
        self.eventSourceARN = eventSourceARN
        self.attributes = attributes
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        messageID = try container.decode(String.self, forKey: .messageID)
        body = (try? container.decodeIfPresent(String.self, forKey: .body)) ?? ""
        receiptHandle = (try? container.decodeIfPresent(String.self, forKey: .receiptHandle)) ?? nil
        eventSourceARN = (try? container.decodeIfPresent(String.self, forKey: .eventSourceARN)) ?? nil
        attributes = (try? container.decodeIfPresent(Attributes.self, forKey: .attributes)) ?? Attributes()
    }

    /// The group within which a FIFO queue keeps order; `nil` on a standard queue, where a group id only means fairness.
    public var orderedGroup: String? {
        guard let eventSourceARN, eventSourceARN.hasSuffix(".fifo") else { return nil }
        return attributes.messageGroupID
    }
}

/// Which messages of a batch go back to the queue. Lambda heeds it only with
/// `FunctionResponseTypes: [ReportBatchItemFailures]`; an empty list means that every message is done, and an id that
/// is not of the batch fails the whole batch.
public struct SQSBatchResponse: Encodable, Sendable, Equatable {
    public struct Failure: Encodable, Sendable, Equatable {
        public let itemIdentifier: String
    }

    public let batchItemFailures: [Failure]

    /// How Lambda must be told that every message is done: what nearly all batches are answered.
    public static let allDone = Array(#"{"batchItemFailures":[]}"#.utf8)

    public init(failedMessageIDs: [String]) {
        batchItemFailures = failedMessageIDs.map(Failure.init(itemIdentifier:))
    }
}
