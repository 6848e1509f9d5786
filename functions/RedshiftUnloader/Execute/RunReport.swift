import LambdaRuntime
import Logging
import UTCTime

/// The one log line and the metrics of one export's end.
struct ExportReport: Sendable {
    let run: UnloadRun
    let export: ExportRun
    let result: ExportResult

    func write(to context: LambdaContext) {
        context.metrics.add(result.outcome.rawValue, 1)
        if let rows = result.rows { context.metrics.add("RowsUnloaded", Double(rows)) }
        if let bytes = result.bytes { context.metrics.add("BytesUnloaded", Double(bytes), .bytes) }
        if let milliseconds = result.statementMilliseconds {
            context.metrics.add("StatementDuration", Double(milliseconds), .milliseconds)
        }
        let level: Logger.Level =
            switch result.outcome {
            case .unloaded, .empty, .covered: .info
            case .overlapped, .cancelled: .warning
            case .failed, .timedOut: .error
            }
        context.logger.log(level: level, "export \(export.name): \(result.outcome.rawValue)", metadata: fields)
    }

    private var fields: Logger.Metadata {
        var fields: Logger.Metadata = [
            "outcome": "\(result.outcome.rawValue)",
            "runId": "\(run.id)",
            "plan": "\(run.plan)",
            "export": "\(export.name)",
            "attempt": .stringConvertible(export.attempt),
        ]
        if let window = export.window {
            fields["windowFrom"] = "\(window.from.rfc3339)"
            fields["windowTo"] = "\(window.to.rfc3339)"
        }
        if let id = export.statementID { fields["statementId"] = "\(id)" }
        if let dataset = result.dataset { fields["dataset"] = "\(dataset)" }
        if let rows = result.rows { fields["rows"] = .stringConvertible(rows) }
        if let bytes = result.bytes { fields["bytes"] = .stringConvertible(bytes) }
        if let files = result.files { fields["files"] = .stringConvertible(files) }
        if let milliseconds = result.statementMilliseconds { fields["statementMs"] = .stringConvertible(milliseconds) }
        if let message = result.message { fields[result.outcome.isFailure ? "errorMessage" : "reason"] = "\(message)" }
        if let advice = result.outcome.advice { fields["advice"] = "\(advice)" }
        return fields
    }
}

/// The log line and the metrics of a run's end.
struct RunReport: Sendable {
    let run: UnloadRun
    let exports: [ExportRun]

    func write(to context: LambdaContext) {
        let name: String
        let level: Logger.Level
        switch run.status {
        case .open: return
        case .succeeded: (name, level) = ("RunSucceeded", .info)
        case .partial, .failed: (name, level) = ("RunFailed", .error)
        case .cancelled: (name, level) = ("RunCancelled", .warning)
        case .skipped: (name, level) = ("RunSkipped", .warning)
        }
        context.metrics.add(name, 1)
        if let endedAt = run.endedAt {
            context.metrics.add("RunDuration", endedAt.duration(since: run.startedAt) / .milliseconds(1), .milliseconds)
        }
        context.logger.log(
            level: level,
            "run \(run.id): \(run.status.rawValue)",
            metadata: [
                "runId": "\(run.id)", "plan": "\(run.plan)", "status": "\(run.status.rawValue)",
                "exports": .stringConvertible(exports.count),
                "failed": .stringConvertible(exports.filter { $0.result?.outcome.isFailure ?? false }.count),
            ]
        )
    }
}
