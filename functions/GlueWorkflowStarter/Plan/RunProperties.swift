/// The properties that a run is started with: the callers' own, and the function's, which name the run and its events.
struct RunProperties: Sendable, Equatable {
    static let key = "starter.key"
    static let table = "starter.table"
    static let executionName = "starter.executionName"
    static let eventCount = "starter.eventCount"
    static let eventIDs = "starter.eventIds"
    static let eventsKey = "starter.eventsKey"

    /// Bytes. Glue states no limit for a property's value; jobs are handed it whole.
    static let longestEventIDs = 2000

    let values: [String: String]
    let eventCount: Int
    /// `true` when the events are in the table: the property would be too long, or a comma in an id would make two of it.
    let eventsAreInTable: Bool

    /// - Parameter requests: those of the run, the oldest first. Where the properties of two differ, the later one's count.
    init(_ key: RunDedupeKey, coalescing requests: [CoalescedRequest], table: String) {
        var values: [String: String] = [:]
        var ids: [String] = []
        for request in requests {
            values.merge(request.properties) { _, later in later }
            ids += request.eventIds
        }
        values[Self.key] = key.name
        values[Self.table] = table
        values[Self.executionName] = requests.lazy.compactMap(\.executionName).first
        eventCount = requests.reduce(0) { $0 &+ $1.eventCount }
        values[Self.eventCount] = "\(eventCount)"
        let text = ids.joined(separator: ",")
        eventsAreInTable =
            text.utf8.count > Self.longestEventIDs || ids.contains { $0.utf8.contains(UInt8(ascii: ",")) }
        if eventsAreInTable {
            values[Self.eventsKey] = key.partition
        } else if !ids.isEmpty {
            values[Self.eventIDs] = text
        }
        self.values = values
    }

    /// Bytes of the callers' properties in one run.
    static let mostBytes = 32_768

    /// Counts the queued requests, from the oldest on, whose properties one run can take. Others are the next run's.
    ///
    /// - Parameter coalesced: requests that are the run's already. Without any, the oldest queued one always fits.
    static func room(for queued: [QueuedRequest], beside coalesced: [CoalescedRequest]) -> Int {
        var sizes: [String: Int] = [:]
        var bytes = 0
        func add(_ properties: [String: String]) {
            for (name, value) in properties {
                let size = name.utf8.count + value.utf8.count
                bytes += size - (sizes.updateValue(size, forKey: name) ?? 0)
            }
        }
        for request in coalesced { add(request.properties) }
        for (place, request) in queued.enumerated() {
            add(request.request.properties)
            if bytes > mostBytes, place > 0 || !coalesced.isEmpty { return place }
        }
        return queued.count
    }
}
