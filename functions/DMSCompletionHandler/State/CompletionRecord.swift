import StateStore
import UTCTime

/// The progress of this function's work on one run's end. It is a document of the state table with the key
/// `completion/<task ARN>`, run.
///
/// Legal moves: no record → working; working → rechecking, blocked, undecided, completed; rechecking, blocked,
/// undecided → working; completed → working by force, as the next revision. Only the lease's owner changes a record
/// that is working.
struct CompletionRecord: StateDocument, Equatable {
    enum State: String, Codable, Sendable {
        /// An invocation holds the lease and works on the record, or the unfinished steps wait for a later invocation.
        case working
        /// A delayed message or the sweeper will check the run's end again.
        case rechecking
        case completed
        /// The check could not be made.
        case blocked
        /// The function gave the check up without a verdict, because no recheck was left.
        case undecided
    }

    var state = State.working
    var lease: Lease?
    @BoundedCount var revision = 1
    /// The time at which the run ended, according to the event; `nil` without an event.
    var endedAt: UTCTime?
    var outcome: CheckOutcome?
    /// The manifest's location, `s3://…`; `nil` until the manifest is written.
    var manifest: String?
    /// The progress of the steps, keyed by ``NextStep/name``.
    var steps: [String: StepRecord] = [:]
    /// The outcome of the last notification.
    var notified: CheckOutcome?
    /// The time at which the sweeper runs the unfinished steps, unless a delayed message continues them earlier.
    var due: UTCTime?

    /// The name of the list of records with unfinished steps.
    static let followUps = "follow-up"

    var status: String { state.rawValue }
    var isClosed: Bool { state != .working }
    var openWork: OpenWork? {
        guard manifest != nil, let due else { return nil }
        return OpenWork(kind: Self.followUps, due: due)
    }

    static func key(_ event: CompletionEvent) -> StateKey {
        StateKey("completion/\(event.migration.taskARN)", event.run)
    }

    // MARK: - Moves

    /// Claims the record for one invocation, until the lease ends.
    ///
    /// - Parameter isForced: `true` to open a completed record again, as its next revision.
    /// - Returns: `false` when the record is completed, or another invocation holds the lease.
    mutating func claim(for owner: String, until: UTCTime, at now: UTCTime, endedAt: UTCTime?, isForced: Bool) -> Bool {
        if state == .completed {
            guard isForced else { return false }
            self = CompletionRecord(revision: revision + 1)
        }
        guard lease.take(for: owner, until: until, at: now) else { return false }
        state = .working
        self.endedAt = self.endedAt ?? endedAt
        due = until
        return true
    }

    /// Ends the lease, and stores the state and the outcome.
    mutating func release(_ state: State, _ outcome: CheckOutcome, by owner: String) -> Bool {
        guard lease.release(by: owner) else { return false }
        self.state = state
        self.outcome = outcome
        due = nil
        return true
    }

    /// Ends the lease, and leaves the unfinished steps to a delayed message or to the sweeper.
    mutating func awaitSteps(until due: UTCTime, by owner: String) -> Bool {
        guard lease.release(by: owner) else { return false }
        self.due = due
        return true
    }
}

extension CompletionRecord {
    private init(revision: Int) { self.revision = revision }
}
