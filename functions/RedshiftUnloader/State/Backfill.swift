import StateStore
import UTCTime

/// Windows that are run one after another, some at a time.
struct Backfill: Sendable, Equatable, StateDocument {
    enum State: String, Sendable, Codable {
        case open
        /// By `{"pause": …}`: runs in flight end, and no other is begun.
        case paused
        /// By `{"cancel": …}`: runs in flight are cancelled, and no other is begun.
        case cancelled
        case over
    }

    struct ActiveRun: Sendable, Equatable, Codable {
        let runID: String
        let trigger: String
        /// Its place among the windows.
        let index: Int
    }

    static let workKind = "backfill"

    let id: String
    let request: BackfillRequest
    let plan: String
    /// The plan's kind of window when it was begun: other windows would leave gaps or overlap.
    let windowKind: String
    @BoundedCount var windowCount: Int
    let begunAt: UTCTime

    var state = State.open
    /// The first window that is not begun yet.
    @BoundedCount var next = 0
    /// Runs are recorded here before they are started, so that a start that was cut off is repeated.
    var active: [ActiveRun] = []
    @BoundedCount var succeeded = 0
    @BoundedCount var failed = 0
    /// The reason why its last advance began no window.
    var problem: String?
    /// The time of its last sweep. The next sweep begins with those that were swept before it.
    var sweptAt: UTCTime?

    var status: String { problem == nil ? state.rawValue : "held" }
    var isClosed: Bool { state == .over || (state == .cancelled && active.isEmpty) }
    var openWork: OpenWork? { OpenWork(kind: Self.workKind, due: sweptAt ?? begunAt) }

    /// Removes the runs that are closed, and adds as many new ones as its concurrency allows.
    ///
    /// - Parameter run: the run's identity of the window at an index.
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
