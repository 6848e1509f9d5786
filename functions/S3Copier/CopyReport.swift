import LambdaEvents
import LambdaRuntime
import Logging

/// The one log line and the metrics of one event.
struct CopyReport: Sendable {
    let event: S3ObjectEvent
    let messageID: String
    var job: CopyJob?
    var outcome = CopyOutcome.unfinished
    var error: String?
    var duration: Duration?

    init(event: S3ObjectEvent, messageID: String) {
        self.event = event
        self.messageID = messageID
    }

    func write(to context: LambdaContext) {
        context.metrics.add(outcome.name, 1)
        if outcome == .copied, let job {
            context.metrics.add("BytesCopied", Double(job.size), .bytes)
            if let duration { context.metrics.add("CopyDuration", duration / .milliseconds(1), .milliseconds) }
        }
        let level: Logger.Level =
            switch outcome {
            case .copied, .superseded: .info
            case .ignored, .notRouted: .debug
            case .throttled, .unfinished: .warning
            default: .error
            }
        context.logger.log(level: level, "\(event.name): \(outcome.name)", metadata: fields)
    }

    private var fields: Logger.Metadata {
        var fields: Logger.Metadata = [
            "outcome": "\(outcome.name)",
            "source": "s3://\(event.bucket)/\(event.key)",
            "messageId": "\(messageID)",
        ]
        if let job {
            fields["target"] = "s3://\(job.targetBucket)/\(job.targetKey)"
            fields["bytes"] = .stringConvertible(job.size)
        }
        if let version = event.versionID { fields["sourceVersion"] = "\(version)" }
        if let duration { fields["durationMs"] = .stringConvertible((duration / .milliseconds(0.01)).rounded() / 100) }
        if let error { fields["errorMessage"] = "\(error)" }
        if let advice = outcome.advice { fields["advice"] = "\(advice)" }
        return fields
    }
}
