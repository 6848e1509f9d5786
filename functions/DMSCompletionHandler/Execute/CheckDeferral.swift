import LambdaRuntime
import StateStore
import UTCTime

/// Ends a check that has no verdict. It schedules a recheck, gives the check up, or reports the error that blocked the
/// check.
struct CheckDeferral: Sendable {
    let recorder: CompletionRecorder
    let notifier: Notifier
    let queue: RecheckQueue
    /// The maximum number of rechecks of one stop, 1 to 50. After them, the function gives up.
    let limit: Int
    let clock: TimeSource

    func isExhausted(_ event: CompletionEvent, _ request: CheckRequest) -> Bool {
        RecheckSchedule.isExhausted(
            attempt: request.attempt,
            limit: limit,
            hasQueue: queue.url != nil && !request.isSweep,
            stoppedAt: event.stoppedAt,
            now: clock.now()
        )
    }

    /// Schedules a recheck by a delayed message. Without a queue, or during a sweep, the next sweep repeats the check
    /// instead.
    ///
    /// - Throws: `AWSError`.
    func recheck(
        _ event: CompletionEvent,
        _ reason: String,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        guard !request.isSweep, queue.url != nil else {
            return event.report(.rechecking, "\(reason); the next sweep checks again")
        }
        // The recheck must ask DataSync about this execution, not about the task's latest one.
        let resource = if case .resource(let arn) = request.subject { arn } else { event.migration.taskARN }
        let message = RecheckMessage(
            resource: resource,
            attempt: request.attempt + 1,
            endedAt: request.endedAt?.rfc3339,
            run: request.run
        )
        let delay = RecheckSchedule.delay(after: request.attempt)
        try await queue.send(message, after: delay, deadline: scope.deadline.end)
        return event.report(.rechecking, "\(reason); checking again in \(delay) seconds")
    }

    /// Schedules a recheck of a run whose result is still unclear. When no recheck is left, records the run's end as
    /// undecided and notifies.
    ///
    /// - Throws: `AWSError`, `StateStoreError`.
    func undecided(
        _ event: CompletionEvent,
        _ reason: String,
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        guard isExhausted(event, request) else {
            try await recorder.release(&entry, .rechecking, .rechecking, scope)
            return try await recheck(event, reason, request, scope)
        }
        let report = event.report(.undecided, reason)
        try await notifier.notify(report, &entry, recorder, scope)
        try await recorder.release(&entry, .undecided, .undecided, scope)
        return report
    }

    /// Handles a check that could not be made. Schedules a recheck when that may help; otherwise notifies, and the
    /// queue delivers the message again.
    ///
    /// - Throws: `AWSError`, `StateStoreError`.
    func blocked(
        _ event: CompletionEvent,
        _ problem: CheckBlocked,
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        if request.isSweep, problem.isOutOfTime, queue.url != nil {
            // A sweep gives each migration only a share of its time. A longer check gets its own invocation.
            try await recorder.release(&entry, .rechecking, .rechecking, scope)
            let message = RecheckMessage(resource: event.migration.taskARN, attempt: request.attempt, run: request.run)
            try await queue.send(message, after: 0, deadline: scope.deadline.end)
            return event.report(.rechecking, "the sweep has no time left for it; a message of its own checks it")
        }
        if problem.isTransient, !request.isSweep, !isExhausted(event, request), queue.url != nil {
            try await recorder.release(&entry, .rechecking, .rechecking, scope)
            return try await recheck(event, problem.description, request, scope)
        }
        let report = event.report(.blocked, problem.description)
        try await notifier.notify(report, &entry, recorder, scope)
        try await recorder.release(&entry, .blocked, .blocked, scope)
        return report
    }

    /// Reports a check that failed before it claimed a record.
    func unobserved(_ migration: Migration, _ problem: CheckBlocked, _ request: CheckRequest) -> CheckReport {
        let isOfTheSweep = request.isSweep && problem.isOutOfTime
        var report = CheckReport(migration.name, isOfTheSweep ? .rechecking : .blocked, problem.description)
        report.taskARN = migration.taskARN
        return report
    }

    /// Leaves the unfinished steps to a delayed message. The sweeper runs them if that message gets lost, or if none is
    /// sent: during a sweep, or without a queue. The task may run again meanwhile.
    ///
    /// - Throws: `AWSError`, `StateStoreError`.
    func followUp(
        _ event: CompletionEvent,
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws {
        try await recorder.awaitSteps(&entry, for: .seconds(600), scope)
        guard !request.isSweep else { return }
        let message = RecheckMessage(
            resource: event.migration.taskARN,
            attempt: min(request.attempt + 1, RecheckMessage.mostAttempts),
            run: event.run
        )
        try await queue.send(message, after: 60, deadline: scope.deadline.end)
    }
}
