import StateStore
import UTCTime

/// A request that was coalesced into a run, stored as an item of the run. The run's jobs read the event ids in this
/// item.
struct CoalescedRequest: StateDocument, Equatable {
    /// The request's key within the workflow.
    let name: String
    let eventIds: [String]
    var properties: [String: String] = [:]
    var executionName: String?
    var hasNoCallback: Bool
    /// The time at which the request was queued. It orders the requests of the run.
    var queuedAt: UTCTime

    var eventCount: Int { max(eventIds.count, 1) }

    var sortKey: String { Self.prefix + RunDedupeKey.part(name) }

    static let prefix = "event/"

    var status: String { "coalesced" }
    /// Always `true`: the item expires after the retention, as the record of its run does.
    var isClosed: Bool { true }
}

extension CoalescedRequest {
    init(_ record: RunRecord) {
        self.init(record.request, queuedAt: record.createdAt, hasNoCallback: record.hasNoCallback)
    }

    init(_ queued: QueuedRequest) {
        self.init(queued.request, queuedAt: queued.queuedAt, hasNoCallback: queued.hasNoCallback)
    }

    private init(_ request: StartRequest, queuedAt: UTCTime, hasNoCallback: Bool) {
        self.init(
            name: request.key.name,
            eventIds: request.eventIDs,
            properties: request.properties,
            executionName: request.executionName,
            hasNoCallback: hasNoCallback,
            queuedAt: queuedAt
        )
    }
}
