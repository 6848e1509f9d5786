import StateStore
import UTCTime

/// The record of the next crawl that is scheduled for one crawler.
struct CrawlRecord: StateDocument, Equatable {
    /// The delay after which a scheduled crawl counts as lost, because its message did not arrive.
    static let overdue = Duration.seconds(120)

    /// The time at which the crawl's message is due; `nil` when no crawl is scheduled.
    var due: UTCTime?

    var status: String { due == nil ? "idle" : "due" }
    var isClosed: Bool { due == nil }
    var openWork: OpenWork? { due.map { OpenWork(kind: "crawl", due: $0.advanced(by: Self.overdue)) } }

    static func key(of crawler: String) -> StateKey { StateKey("crawl#\(crawler)", "crawl") }
}
