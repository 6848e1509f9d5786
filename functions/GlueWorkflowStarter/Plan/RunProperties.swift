/// The properties with which a run is started. Some come from the callers; the function adds others, which name the run
/// and its events.
struct RunProperties: Sendable, Equatable {
    static let key = "starter.key"
    static let table = "starter.table"
    static let executionName = "starter.executionName"
    static let eventCount = "starter.eventCount"
    static let eventIDs = "starter.eventIds"
    static let eventsKey = "starter.eventsKey"

    /// The maximum length, in bytes, of the property with the event ids. Glue states no limit for a property, but every
    /// job receives the whole value.
    static let longestEventIDs = 2000

    let values: [String: String]
    let eventCount: Int
    /// `true` when the event ids are in the state table and not in a property. The property would be too long, or an id
    /// contains a comma, which separates the ids.
    let eventsAreInTable: Bool

    /// - Parameter requests: the requests of the run, the oldest first. If two requests set the same property, the
    ///   later value is used.
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

    /// The maximum total size, in bytes, of the callers' properties in one run.
    static let mostBytes = 32_768

    /// Returns the number of queued requests that fit into one run, by the size of their properties. The oldest
    /// requests come first; the others go into the next run.
    ///
    /// - Parameter coalesced: requests that are already in the run. If there are none, the oldest queued request always
    ///   fits.
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
