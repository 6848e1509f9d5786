import StateStore
import UTCTime

/// A request in the queue for its workflow's next run. The sweeper finds it by its own record, which is open work.
struct QueuedRequest: StateDocument, Equatable {
    let request: StartRequest
    let queuedAt: UTCTime
    let hasNoCallback: Bool

    /// - Parameter record: of a request, which is queued.
    init(_ record: RunRecord) {
        request = record.request
        queuedAt = record.createdAt
        hasNoCallback = record.hasNoCallback
    }

    /// Sorted by age.
    var sortKey: String {
        let digits = String(max(queuedAt.millisecondsSinceEpoch, 0))
        return String(repeating: "0", count: max(0, 15 - digits.utf8.count)) + digits + "/"
            + RunDedupeKey.part(request.key.name)
    }

    var status: String { "queued" }
    var isClosed: Bool { false }
}
