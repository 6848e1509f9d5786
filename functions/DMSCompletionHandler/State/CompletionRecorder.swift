import LambdaRuntime
import StateStore
import UTCTime

/// Keeps the records of completions: one of all deliveries of all events about an end does the work.
struct CompletionRecorder: Sendable {
    let store: StateStore
    let clock: TimeSource

    /// Time that a call sent in the invocation's last moment may take to show its effect.
    private static let settling = Duration.seconds(30)

    /// Claims an end. A record that turns out to be of an earlier end is passed over for the event's other names.
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

    /// Returns `true` when a failure under the name of a recorded end is a new one: that end was no failure, or the event
    /// speaks of a later time.
    private func isOfAnEarlierEnd(_ record: CompletionRecord, _ event: CompletionEvent, _ request: CheckRequest)
        -> Bool
    {
        guard record.state == .completed else { return false }
        if let outcome = record.outcome, outcome != .failed { return true }
        guard let endedAt = request.endedAt, let known = record.endedAt ?? event.stoppedAt else { return false }
        return endedAt.duration(since: known) > CompletionEvent.eventLag
    }

    /// Reads the record of an end; `nil` when no invocation claimed it.
    func record(_ event: CompletionEvent, _ scope: InvocationScope) async throws -> CompletionRecord? {
        try await store.until(scope.deadline.work).load(CompletionRecord.key(event))?.document
    }

    /// Changes a record that this invocation has.
    ///
    /// - Returns: `false` when another invocation has taken it over.
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

    /// Leaves the steps of a record to a later invocation.
    func awaitSteps(
        _ entry: inout VersionedDocument<CompletionRecord>,
        for delay: Duration,
        _ scope: InvocationScope
    ) async throws {
        let due = clock.now().advanced(by: delay)
        try await store.until(scope.deadline.end).change(&entry) { $0.awaitSteps(until: due, by: scope.requestID) }
    }

    /// Lists the ends whose steps no message has followed up in time, by task ARN and run.
    func overdue(_ scope: InvocationScope) -> OpenWorkList<CompletionRecord> {
        store.until(scope.deadline.work).openWork(CompletionRecord.followUps, dueBy: clock.now())
    }
}
