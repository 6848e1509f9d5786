import LambdaEvents

/// What the function may be invoked with.
enum CopierInput: Decodable, Sendable {
    /// A batch of messages from its queue.
    case messages([SQSMessage])
    /// Tasks of S3 Batch Operations.
    case tasks(S3BatchEvent)
    /// Look after large copies that got stuck; sent by a schedule as `{"sweep": true}`.
    case sweep

    private enum CodingKeys: String, CodingKey {
        case records = "Records"
        case tasks, sweep
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let messages = try container.decodeIfPresent([SQSMessage].self, forKey: .records) {
            self = .messages(messages)
        } else if container.contains(.tasks) {
            self = .tasks(try S3BatchEvent(from: decoder))
        } else if try container.decodeIfPresent(Bool.self, forKey: .sweep) == true {
            self = .sweep
        } else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: [CodingKeys.records],
                    debugDescription:
                        "neither \"Records\" of SQS, nor \"tasks\" of S3 Batch Operations, nor {\"sweep\": true}"
                )
            )
        }
    }
}
