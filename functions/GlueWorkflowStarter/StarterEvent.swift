import LambdaRuntime
import Logging

/// What the function writes to the log and counts, once each time it happens.
enum StarterEvent: String {
    case started = "Started"
    case adopted = "Adopted"
    case joined = "Joined"
    case queued = "Queued"
    case duplicate = "Duplicates"
    case refused = "Refused"
    /// The answer to a start was lost, and no run was found yet.
    case unsettled = "Unsettled"
    case startFailed = "StartsFailed"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case stoppedOnAbort = "StoppedOnAbort"
    case sweepFailed = "SweepFailures"

    var level: Logger.Level {
        switch self {
        case .started, .adopted, .joined, .queued, .duplicate, .succeeded: .info
        case .refused, .unsettled, .stoppedOnAbort: .warning
        case .startFailed, .failed, .sweepFailed: .error
        }
    }
}

extension StarterInvocation {
    func report(_ event: StarterEvent, _ key: RunKey, run: String? = nil, error: StarterError? = nil) {
        context.metrics.add(event.rawValue, 1)
        var fields: Logger.Metadata = [
            "outcome": "\(event.rawValue)", "workflow": "\(key.workflow)", "dedupeKey": "\(key.name)",
        ]
        if let run { fields["runId"] = "\(run)" }
        if let error {
            fields["errorType"] = "\(error.errorType)"
            fields["errorMessage"] = "\(error.message)"
        }
        context.logger.log(level: event.level, "\(key): \(event.rawValue)", metadata: fields)
    }

    /// Something that is tried again, by the sweep or by who asked.
    func reportFailure(_ what: String, _ error: any Error) {
        context.metrics.add(StarterEvent.sweepFailed.rawValue, 1)
        tally.add(\.failures)
        let type = (error as? any LambdaError)?.errorType ?? "\(type(of: error))"
        context.logger.error(
            "\(what): \(error)",
            metadata: ["outcome": "\(StarterEvent.sweepFailed.rawValue)", "errorType": "\(type)"]
        )
    }
}
