import StateStore
import UTCTime

/// The progress of this function with one end of one run. A document of the state table: `completion/<task ARN>`, run.
///
/// Legal moves: not there → working; working → rechecking, blocked, undecided, completed; each of these but completed →
/// working; completed → working by force, as the next revision. Only the lease's owner moves a record that is working.
struct CompletionRecord: StateDocument, Equatable {
    enum State: String, Codable, Sendable {
        /// An invocation has it until the lease ends, or its steps wait to be followed up.
        case working
        /// A delayed message, or the sweeper, checks again.
        case rechecking
        case completed
        /// The check could not be made.
        case blocked
        /// Given up: it is checked again only on demand.
        case undecided
    }

    var state = State.working
    var lease: Lease?
    @BoundedCount var revision = 1
    /// The time of the run's end, by the event that led here.
    var endedAt: UTCTime?
    var outcome: CheckOutcome?
    /// `s3://…`, once it is written.
    var manifest: String?
    /// By ``NextStep/name``.
    var steps: [String: StepRecord] = [:]
    /// The last outcome that was notified of.
    var notified: CheckOutcome?
    /// The time at which the sweeper follows up the steps, unless a message does it before.
    var due: UTCTime?

    /// The list of records whose steps are to be followed up.
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

    /// Takes the record to work on it.
    ///
    /// - Parameter isForced: open a completed one for its next revision.
    /// - Returns: `false` when it is completed, or another invocation has it.
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

    /// Ends the lease.
    mutating func release(_ state: State, _ outcome: CheckOutcome, by owner: String) -> Bool {
        guard lease.release(by: owner) else { return false }
        self.state = state
        self.outcome = outcome
        due = nil
        return true
    }

    /// Leaves the steps to a delayed message, or to the sweeper.
    mutating func awaitSteps(until due: UTCTime, by owner: String) -> Bool {
        guard lease.release(by: owner) else { return false }
        self.due = due
        return true
    }
}

extension CompletionRecord {
    private init(revision: Int) { self.revision = revision }
}
