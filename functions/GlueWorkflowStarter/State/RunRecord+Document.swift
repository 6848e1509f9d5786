import StateStore
import UTCTime

/// Describes a record as a document of the state table. An open record is in one of three lists of open work: records
/// that are read together are in the same list.
extension RunRecord: StateDocument {
    /// The list of runs in flight. It is read for every event of Glue.
    static let runningKind = "running"
    /// The list of starts that Glue refused. It is read when a run ends.
    static let waitingKind = "waiting"
    /// The list of records that are starting or queued, and of ended records whose tasks are not all notified.
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
