import AWSClient
import AWSS3
import FormEncoding
import LambdaEvents
import LambdaRuntime
import StateStore

/// The result of one event, with its log line and its metrics.
struct CopyReport: Sendable {
    /// The origin of the event: a queue message, a direct invocation, or a task of S3 Batch Operations.
    enum Origin: Sendable, Equatable {
        case message(id: String)
        /// A direct invocation: the event was not in a message or a task.
        case event
        /// A task of S3 Batch Operations.
        case task(id: String)
    }

    var event: S3ObjectEvent
    let origin: Origin
    var job: ObjectCopyRequest?
    var outcome = CopyOutcome.unfinished
    private(set) var error: (any Error)?
    /// Advice for this error, which replaces the outcome's advice; `nil` when there is none.
    private var errorAdvice: String?
    var duration: Duration?

    init(event: S3ObjectEvent, origin: Origin) {
        self.event = event
        self.origin = origin
    }

    /// Records an error, with its outcome and its advice. A cancellation only sets the outcome.
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
        case let error as CopyFailure:
            outcome = error.outcome
            errorAdvice = error.advice
        default: outcome = .failed
        }
        self.error = error
    }

    /// Records that the archived source is being restored.
    mutating func restoreRequested() {
        outcome = .restoreRequested
        error = nil
        errorAdvice = nil
    }

    /// Records the error with which the restore failed; the source stays archived.
    mutating func restoreFailed(_ error: any Error) { self.error = error }

    /// One sentence of advice for the reader of the log or of a batch job's report.
    var advice: String? { errorAdvice ?? outcome.advice }

    /// The outcome, the error with its service and code, and the advice, in one line of at most 1,000 bytes.
    var summary: String {
        let parts = [outcome.name, error.map { "\($0)" }, advice].compactMap { $0 }
        return parts.joined(separator: ": ").cut(toBytes: 1_000)
    }

    func write(to context: LambdaContext) {
        var report = OutcomeReport(outcome, subject: event.name, error: error)
        if job != nil, outcome == .copied {
            report.measure("BytesCopied", size.map { Double($0) }, .bytes)
            report.measure("CopyDuration", duration.map { $0 / .milliseconds(1) }, .milliseconds)
        }
        if report.isLogged(by: context) { addFields(to: &report) }
        report.write(to: context)
    }

    private var size: Int64? { job?.size ?? event.size }

    private func addFields(to report: inout OutcomeReport<CopyOutcome>) {
        report.advice = errorAdvice
        report.add("source", "s3://\(event.bucket)/\(event.key)")
        switch origin {
        case .message(let id): report.add("messageId", id)
        case .task(let id): report.add("taskId", id)
        case .event: break
        }
        report.add("sourceVersion", event.versionID)
        guard let job else { return }
        report.add("target", "s3://\(job.target.bucket)/\(job.target.key)")
        report.add("bytes", size)
        report.duration = duration
    }
}
