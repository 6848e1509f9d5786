import StateStore
import UTCTime

/// A lane of a plan: the queue of its loads, which run one after another.
///
/// It is always open work: files may arrive at any time.
struct LaneRecord: StateDocument, Equatable {
    static let workKind = "lane"

    let plan: String
    let lane: String
    /// Loads in their order; the first may be under way.
    var queue: [String] = []
    /// Tables with waiting files, each with the time of the first of them.
    var waiting: [String: UTCTime] = [:]
    /// The table whose waiting files are being grouped into loads.
    var forming: String?
    /// Loads that left the queue and whose event is not published yet.
    var unpublished: [String] = []
    /// The time of the next attempt to publish, after one that failed.
    var publishAt: UTCTime?
    /// The newest data of each table that is published.
    var published: [String: TableFreshness] = [:]
    /// The hash of the definitions that the warehouse has.
    var prepared: String?
    /// The running statement that prepares the lane, and its part of the preparation.
    var preparing: Preparing?
    /// The time at which the sweeper checks the lane.
    var due: UTCTime

    struct Preparing: Codable, Sendable, Equatable {
        /// The legal moves: `definitions → inspecting → rows`, and from `inspecting` by `altering` back to `inspecting` as
        /// long as a table lacks something.
        enum Part: String, Codable, Sendable { case definitions, inspecting, altering, rows }
        var part: Part
        /// The batch of the part's, from 0: a lane of many tables takes several.
        @BoundedCount var step = 0
        /// Tells this preparation from an earlier one with the same statements.
        var since: UTCTime
        var hash: String
        var statementID: String?
        /// The statements that change tables, while they are made.
        var changes: [String]?
        @BoundedCount var attempt: Int
        /// The number of queries of the catalog, each a batch of its own.
        @BoundedCount var rounds = 0
        var retryAt: UTCTime?
    }

    init(plan: String, lane: String, due: UTCTime) {
        self.plan = plan
        self.lane = lane
        self.due = due
    }

    var status: String { queue.isEmpty ? (waiting.isEmpty && forming == nil ? "idle" : "waiting") : "loading" }
    var isClosed: Bool { false }
    var openWork: OpenWork? {
        queue.isEmpty && waiting.isEmpty && forming == nil && unpublished.isEmpty
            ? nil : OpenWork(kind: Self.workKind, due: due)
    }
}
