import StateStore
import UTCTime

/// A backfill and its progress: the windows are run in order, some at the same time.
struct Backfill: Sendable, Equatable, StateDocument {
    enum State: String, Sendable, Codable {
        case open
        /// A request `{"pause": …}` paused the backfill: runs in flight end, and no other run is begun.
        case paused
        /// A request `{"cancel": …}` cancelled the backfill: runs in flight are cancelled, and no other run is begun.
        case cancelled
        case over
    }

    struct ActiveRun: Sendable, Equatable, Codable {
        let runID: String
        let trigger: String
        /// The index of the run's window among the windows of the backfill.
        let index: Int
    }

    static let workKind = "backfill"

    let id: String
    let request: BackfillRequest
    let plan: String
    /// The plan's kind of window when the backfill began. Windows of another kind would leave gaps or overlap.
    let windowKind: String
    @BoundedCount var windowCount: Int
    let begunAt: UTCTime

    var state = State.open
    /// The index of the first window that is not begun yet.
    @BoundedCount var next = 0
    /// The runs in flight. Each run is recorded here before it is started, so that a start that was cut off is
    /// repeated.
    var active: [ActiveRun] = []
    @BoundedCount var succeeded = 0
    @BoundedCount var failed = 0
    /// The reason why the backfill cannot begin another window now; `nil` when there is no problem.
    var problem: String?
    /// The time of this backfill's last sweep. The next sweep begins with the backfills that were swept the longest
    /// time ago.
    var sweptAt: UTCTime?

    var status: String { problem == nil ? state.rawValue : "held" }
    var isClosed: Bool { state == .over || (state == .cancelled && active.isEmpty) }
    var openWork: OpenWork? { OpenWork(kind: Self.workKind, due: sweptAt ?? begunAt) }

    /// Removes the runs that are closed, and adds as many new runs as the backfill's concurrency allows.
    ///
    /// - Parameter run: returns the identity of the run for the window at an index.
    mutating func move(closed: [String: RunRecord.Status], run: (Int) -> RunIdentity) {
        active = active.filter { run in
            guard let status = closed[run.runID] else { return true }
            if status == .succeeded { succeeded += 1 } else { failed += 1 }
            return false
        }
        guard state == .open else { return }
        let count = min(windowCount, CalendarWindow.most)
        while active.count < request.concurrency, next < count {
            let identity = run(next)
            active.append(ActiveRun(runID: identity.runID, trigger: identity.trigger, index: next))
            next += 1
        }
        if active.isEmpty, next >= count { state = .over }
    }

    static func id(_ request: BackfillRequest, plan: String) -> String {
        let key = "\(plan)\n\(request.from.rfc3339)\n\(request.to.rfc3339)\n\(request.id ?? "")\n\(request.isCatchUp)"
        return "\(plan)-\(request.from.basic)-\(sha256(key).prefix(12))"
    }
}
