import LambdaRuntime
import StateStore
import UTCTime

/// Stores the completion records. By their leases, only one invocation does the work for a run's end, however many
/// events and deliveries report it.
struct CompletionRecorder: Sendable {
    let store: StateStore
    let clock: TimeSource

    /// The time after an invocation's end in which its last requests may still take effect. The lease includes this
    /// time.
    private static let settling = Duration.seconds(30)

    /// Claims the record of a run's end. When that record belongs to an earlier end, tries the event's other names.
    ///
    /// - Throws: `StateStoreError`.
    func claim(_ event: CompletionEvent, _ request: CheckRequest, _ scope: InvocationScope) async throws -> RunClaim {
        var claim = try await claim(event, isForced: request.isForced, request, scope)
        for run in event.otherRuns {
            guard case .taken(_, let record) = claim, isOfAnEarlierEnd(record, event, request) else { return claim }
            claim = try await self.claim(event.named(run), isForced: false, request, scope)
        }
        return claim
    }

    private func claim(
        _ event: CompletionEvent,
        isForced: Bool,
        _ request: CheckRequest,
        _ scope: InvocationScope
    ) async throws -> RunClaim {
        let now = clock.now()
        let until = now.advanced(by: scope.deadline.lease(settling: Self.settling))
        let (entry, isMine) = try await store.until(scope.deadline.end).change(
            CompletionRecord.key(event),
            from: CompletionRecord()
        ) { record in
            record.claim(for: scope.requestID, until: until, at: now, endedAt: request.endedAt, isForced: isForced)
        }
        guard let entry else { return .taken(event, CompletionRecord()) }
        return isMine ? .mine(event, entry) : .taken(event, entry.document)
    }

    /// Returns `true` when the record belongs to an earlier end, and the event reports a new failure. Then the recorded
    /// outcome is no failure, or the event's time is later than the recorded end.
    private func isOfAnEarlierEnd(_ record: CompletionRecord, _ event: CompletionEvent, _ request: CheckRequest)
        -> Bool
    {
        guard record.state == .completed else { return false }
        if let outcome = record.outcome, outcome != .failed { return true }
        guard let endedAt = request.endedAt, let known = record.endedAt ?? event.stoppedAt else { return false }
        return endedAt.duration(since: known) > CompletionEvent.eventLag
    }

    /// Reads the record of a run's end; `nil` when no invocation has claimed the end.
    func record(_ event: CompletionEvent, _ scope: InvocationScope) async throws -> CompletionRecord? {
        try await store.until(scope.deadline.work).load(CompletionRecord.key(event))?.document
    }

    /// Changes a record whose lease this invocation holds.
    ///
    /// - Returns: `false` when another invocation has taken over the record.
    @discardableResult
    func change(
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ scope: InvocationScope,
        _ move: (inout CompletionRecord) -> Void
    ) async throws -> Bool {
        try await store.until(scope.deadline.end).change(&entry) { record in
            guard record.lease.isHeld(by: scope.requestID) else { return false }
            move(&record)
            return true
        }
    }

    /// Ends the lease of a record, and records the outcome of the check.
    func release(
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ state: CompletionRecord.State,
        _ outcome: CheckOutcome,
        _ scope: InvocationScope
    ) async throws {
        try await store.until(scope.deadline.end).change(&entry) { $0.release(state, outcome, by: scope.requestID) }
    }

    /// Ends the lease of a record, and leaves its unfinished steps to a later invocation.
    func awaitSteps(
        _ entry: inout VersionedDocument<CompletionRecord>,
        for delay: Duration,
        _ scope: InvocationScope
    ) async throws {
        let due = clock.now().advanced(by: delay)
        try await store.until(scope.deadline.end).change(&entry) { $0.awaitSteps(until: due, by: scope.requestID) }
    }

    /// Lists the records with unfinished steps that no message has continued in time. Their keys are the task ARN and
    /// the run.
    func overdue(_ scope: InvocationScope) -> OpenWorkList<CompletionRecord> {
        store.until(scope.deadline.work).openWork(CompletionRecord.followUps, dueBy: clock.now())
    }
}
