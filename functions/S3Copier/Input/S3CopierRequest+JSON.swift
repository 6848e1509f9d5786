import JSON
import LambdaEvents

extension S3CopierRequest: JSONReadable {
    init(_ event: JSONElement) throws {
        if let records = event["Records"].ifPresent {
            self = .messages(try SQSMessage.all(in: records))
        } else if event["tasks"].kind != nil {
            self = .tasks(try event.decode(S3BatchEvent.self))
        } else if try event["sweep"].ifPresent?.bool == true {
            self = .sweep
        } else {
            throw event.error(
                "has neither \"Records\" of SQS, nor \"tasks\" of S3 Batch Operations, nor {\"sweep\": true}"
            )
        }
    }
}
