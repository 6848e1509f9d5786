import StateStore
import UTCTime

/// A request in the queue for its workflow's next run. The sweeper finds the request by its ``RunRecord``, which is
/// open work.
struct QueuedRequest: StateDocument, Equatable {
    let request: StartRequest
    let queuedAt: UTCTime
    let hasNoCallback: Bool

    /// - Parameter record: the record of a queued request.
    init(_ record: RunRecord) {
        request = record.request
        queuedAt = record.createdAt
        hasNoCallback = record.hasNoCallback
    }

    /// The sort key of the item. It begins with the queue time, so that the oldest request comes first.
    var sortKey: String {
        let digits = String(max(queuedAt.millisecondsSinceEpoch, 0))
        return String(repeating: "0", count: max(0, 15 - digits.utf8.count)) + digits + "/"
            + RunDedupeKey.part(request.key.name)
    }

    var status: String { "queued" }
    var isClosed: Bool { false }
}
