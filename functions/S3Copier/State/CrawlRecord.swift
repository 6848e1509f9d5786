import StateStore
import UTCTime

/// The crawl that is scheduled and has not begun.
struct CrawlRecord: StateDocument, Equatable {
    /// The time overdue after which a crawl counts as lost: its message is gone.
    static let overdue = Duration.seconds(120)

    /// Time at which its message is due; `nil` when none is under way.
    var due: UTCTime?

    var status: String { due == nil ? "idle" : "due" }
    var isClosed: Bool { due == nil }
    var openWork: OpenWork? { due.map { OpenWork(kind: "crawl", due: $0.advanced(by: Self.overdue)) } }

    static func key(of crawler: String) -> StateKey { StateKey("crawl#\(crawler)", "crawl") }
}
