import StateStore
import UTCTime

/// A record as a document. An open one is in one of three lists of open work: records that are read together are in the same
/// list.
extension RunRecord: StateDocument {
    /// Runs in flight. An event of Glue reads this list.
    static let runningKind = "running"
    /// Starts that Glue refused. The end of a run reads this list.
    static let waitingKind = "waiting"
    /// Starts under way, queued requests, and ends of which not every task was notified.
    static let pendingKind = "pending"

    var status: String { state.name }

    var isClosed: Bool {
        switch state {
        case .coalesced: true
        case .finished, .released: isCompleted
        case .queued, .starting, .waiting, .running: false
        }
    }

    var openWork: OpenWork? {
        switch state {
        case .running: OpenWork(kind: Self.runningKind, due: startedAt ?? createdAt)
        case .waiting(let notBefore, _): OpenWork(kind: Self.waitingKind, due: notBefore)
        case .starting(let leaseEnds): OpenWork(kind: Self.pendingKind, due: leaseEnds)
        case .queued: OpenWork(kind: Self.pendingKind, due: createdAt.advanced(by: .seconds(request.window)))
        case .finished, .released: OpenWork(kind: Self.pendingKind, due: createdAt)
        case .coalesced: nil
        }
    }
}
