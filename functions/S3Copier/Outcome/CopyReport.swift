import AWSClient
import AWSS3
import LambdaEvents
import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// The one log line and the metrics of one event.
struct CopyReport: Sendable {
    /// In what the event came.
    enum Origin: Sendable, Equatable {
        case message(id: String)
        /// Neither: an event that invoked the function itself.
        case event
        /// A task of S3 Batch Operations.
        case task(id: String)
    }

    var event: S3ObjectEvent
    let origin: Origin
    var job: CopyJob?
    var outcome = CopyOutcome.unfinished
    var error: String?
    /// What to do about the error, where more is known than the outcome says.
    private var errorAdvice: String?
    var duration: Duration?

    init(event: S3ObjectEvent, origin: Origin) {
        self.event = event
        self.origin = origin
    }

    /// Takes an error for the outcome.
    mutating func fail(_ error: any Error) {
        switch error {
        case let error as AWSError:
            outcome = CopyOutcome(error)
            errorAdvice = RefusalAdvice(error)?.text
        case let error as StateStoreError:
            if case .unavailable(let cause) = error.reason { outcome = CopyOutcome(cause) } else { outcome = .failed }
        case is CancellationError:
            outcome = .unfinished
            return
        default: outcome = .failed
        }
        self.error = "\(error)"
    }

    /// What to do about it, for whoever reads the log or a batch job's report.
    var advice: String? { errorAdvice ?? outcome.advice }

    func write(to context: CopyContext) {
        context.metrics.add(outcome.name, 1)
        if outcome == .copied, let job {
            if let size = job.size ?? event.size { context.metrics.add("BytesCopied", Double(size), .bytes) }
            if let duration { context.metrics.add("CopyDuration", duration / .milliseconds(1), .milliseconds) }
        }
        context.logger.log(level: outcome.logLevel, "\(event.name): \(outcome.name)", metadata: fields)
    }

    private var fields: Logger.Metadata {
        var fields: Logger.Metadata = [
            "outcome": "\(outcome.name)",
            "source": "s3://\(event.bucket)/\(event.key)",
        ]
        switch origin {
        case .message(let id): fields["messageId"] = "\(id)"
        case .task(let id): fields["taskId"] = "\(id)"
        case .event: break
        }
        if let job { fields["target"] = "s3://\(job.target.bucket)/\(job.target.key)" }
        if job != nil, let size = job?.size ?? event.size { fields["bytes"] = .stringConvertible(size) }
        if let version = event.versionID { fields["sourceVersion"] = "\(version)" }
        if let duration, job != nil {
            fields["durationMs"] = .stringConvertible((duration / .milliseconds(0.01)).rounded() / 100)
        }
        if let error { fields["errorMessage"] = "\(error)" }
        if let advice { fields["advice"] = "\(advice)" }
        return fields
    }
}
