import UTCTime

/// Windows that are run one after another, some at a time. One item of the state table.
struct Backfill: Sendable, Equatable, Codable {
    /// Windows of one backfill: beyond it, several backfills.
    static let most = 5000

    struct ActiveRun: Sendable, Equatable, Codable {
        let runID: String
        /// Its place among the windows.
        let index: Int
    }

    let id: String
    let request: BackfillRequest
    let windowCount: Int

    /// The first window that is not begun yet.
    var next = 0
    /// Noted before they are started, and so started once more when that was cut off.
    var active: [ActiveRun] = []
    var succeeded = 0
    var failed = 0

    var isOver: Bool { active.isEmpty && next >= windowCount }

    /// Takes those that are closed out, and as many new ones in as there is room for.
    ///
    /// - Parameter runID: of the window at an index.
    mutating func move(closed: [String: UnloadRun.Status], runID: (Int) -> String) {
        active = active.filter { run in
            guard let status = closed[run.runID] else { return true }
            if status == .succeeded { succeeded += 1 } else { failed += 1 }
            return false
        }
        while active.count < request.concurrency, next < windowCount {
            active.append(ActiveRun(runID: runID(next), index: next))
            next += 1
        }
    }

    static func id(_ request: BackfillRequest, plan: String) -> String {
        let key = "\(plan)\n\(request.from.rfc3339)\n\(request.to.rfc3339)\n\(request.id ?? "")"
        return "\(plan)-\(request.from.basic)-\(StableHash.short(key))"
    }
}
