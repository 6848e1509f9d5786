public import JSON

/// One message of an SQS queue, as an event source mapping passes it to the function.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
///
/// The answer names messages by their ids, so a message must have an id. A message without a body fails when it is
/// read.
public struct SQSMessage: JSONElementDecodable, Sendable {
    public let messageID: String
    public let body: String
    /// The handle of this delivery of the message, for changing the message's visibility timeout.
    public let receiptHandle: String?
    /// The queue's ARN. The ARN of a FIFO queue ends in `.fifo`.
    public let eventSourceARN: String?
    public let attributes: Attributes

    /// The system attributes that the functions here read.
    public struct Attributes: Sendable, Equatable {
        /// The id of the message's group. A FIFO queue keeps the order within a group; a standard queue uses it only
        /// for fairness.
        public let messageGroupID: String?
        /// The number of times the message was received, this time included.
        public let approximateReceiveCount: String?

        public init(messageGroupID: String? = nil, approximateReceiveCount: String? = nil) {
            self.messageGroupID = messageGroupID
            self.approximateReceiveCount = approximateReceiveCount
        }
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

    /// Reads one message.
    ///
    /// - Throws: `JSONError` when there is no id.
    public init(_ element: JSONElement) throws(JSONError) {
        messageID = try element["messageId"].string
        body = (try? element["body"].string) ?? ""
        receiptHandle = try? element["receiptHandle"].string
        eventSourceARN = try? element["eventSourceARN"].string
        let attributes = element["attributes"]
        self.attributes = Attributes(
            messageGroupID: try? attributes["MessageGroupId"].string,
            approximateReceiveCount: try? attributes["ApproximateReceiveCount"].string
        )
    }

    /// Reads the messages of an event.
    ///
    /// - Parameter records: the event's `Records`.
    /// - Throws: `JSONError` when the records are missing or one of them has no id.
    public static func all(in records: JSONElement) throws(JSONError) -> [SQSMessage] {
        var messages: [SQSMessage] = []
        for record in try records.array { messages.append(try SQSMessage(record)) }
        return messages
    }

    /// The id of the message's group in a FIFO queue, which keeps the order of a group. It is `nil` on a standard
    /// queue, where a group id only means fairness.
    public var orderedGroup: String? {
        guard let eventSourceARN, eventSourceARN.hasSuffix(".fifo") else { return nil }
        return attributes.messageGroupID
    }
}
