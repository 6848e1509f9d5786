import LambdaEvents

extension S3CopierRequest: Decodable {
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
