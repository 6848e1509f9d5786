import StateStore
import UTCTime

/// A record as a document: what is still to be done for it is in one of three lists of open work, by what must be read
/// together.
extension RunRecord: StateDocument {
    /// Runs in flight: an event of Glue's reads these.
    static let runningKind = "running"
    /// Starts that Glue refused: the end of a run reads these.
    static let waitingKind = "waiting"
    /// Starts under way, queued requests, and ends that not everybody was notified of.
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

typealias RunEntry = StateEntry<RunRecord>

extension StateEntry<RunRecord> {
    var record: RunRecord { document }
    var runKey: RunKey { document.key }
}
