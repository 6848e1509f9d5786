import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Writes the progress of a load to the state table. A write is refused when another invocation has changed the record
/// meanwhile.
struct LoadRecorder: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// Changes the record of a load, unless another invocation has changed it since it was read.
    func write(
        _ entry: inout VersionedDocument<LoadRecord>,
        _ change: (inout LoadRecord) -> Void
    ) async throws -> Bool {
        try await scope.state.changeAsRead(&entry, change)
    }

    /// Schedules another attempt of a load. After the last attempt, the load ends as `conflicted`.
    func again(
        _ entry: inout VersionedDocument<LoadRecord>,
        _ message: String,
        step: LoadStatementKind? = nil
    ) async throws -> Bool {
        let failures = entry.document.failures + 1
        guard failures < RetryPolicy.attempts else {
            return try await end(&entry, .conflicted, "\(message) (attempt \(failures) of \(RetryPolicy.attempts))")
        }
        scope.context.metrics.add("LoadsRetried", 1)
        scope.context.logger.notice(
            "load \(entry.document.id): tried again",
            metadata: ["loadId": "\(entry.document.id)", "table": "\(entry.document.table)", "reason": "\(message)"]
        )
        let retryAt = services.clock.now().advanced(by: RetryPolicy.wait(after: failures))
        return try await write(&entry) { record in
            record.phase = .waiting
            record.step = step
            record.failures = failures
            record.retryAt = retryAt
            record.statementID = nil
            record.message = message
        }
    }

    func end(
        _ entry: inout VersionedDocument<LoadRecord>,
        _ outcome: LoadOutcome,
        _ message: String?,
        step: LoadStatementKind? = nil,
        also change: @Sendable (inout LoadRecord) -> Void = { _ in }
    ) async throws -> Bool {
        let time = services.clock.now()
        let isEnded = try await write(&entry) { record in
            record.end(outcome, message, step: step, at: time)
            change(&record)
        }
        if isEnded { LoadReport(record: entry.document).write(to: scope.context) }
        return isEnded
    }
}
