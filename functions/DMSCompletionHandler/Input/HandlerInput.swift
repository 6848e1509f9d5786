import JSON
import LambdaEvents
import LambdaRuntime

/// A payload, taken apart into what can fail by itself.
enum HandlerInput: Sendable {
    /// An SQS batch: answered by the ids of what must come again.
    case messages([SQSMessage])
    /// Anything else, one event or several: answered by the reports, or an error.
    case events([String])

    init(_ payload: [UInt8]) {
        let text = String(decoding: payload, as: UTF8.self)
        guard let batch = try? LambdaJSON.decode(RecordBatch.self, from: payload), let first = batch.records.first
        else {
            self = .events([text])
            return
        }
        switch first {
        case .sqs:
            self = .messages(batch.records.compactMap { if case .sqs(let message) = $0 { message } else { nil } })
        case .sns:
            self = .events(batch.records.compactMap { if case .sns(let text) = $0 { text } else { nil } })
        }
    }
}

/// `{"Records": […]}` of SQS or of SNS.
private struct RecordBatch: Decodable {
    enum Record: Decodable {
        case sqs(SQSMessage)
        case sns(String)

        private struct Notification: Decodable { let Message: String }
        private enum CodingKeys: String, CodingKey { case sns = "Sns" }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            if let notification = try? container.decodeIfPresent(Notification.self, forKey: .sns) {
                self = .sns(notification.Message)
            } else {
                self = .sqs(try SQSMessage(from: decoder))
            }
        }
    }

    let records: [Record]

    enum CodingKeys: String, CodingKey { case records = "Records" }
}
