import StateStore
import UTCTime

/// A lane of a plan: a queue of loads that run one after another.
///
/// The record is never closed, because files may arrive at any time.
struct LaneRecord: StateDocument, Equatable {
    static let workKind = "lane"

    let plan: String
    let lane: String
    /// Ids of the lane's loads, in order; the first one may be running.
    var queue: [String] = []
    /// Tables with waiting files, each with the time at which its files are due for loading.
    var waiting: [String: UTCTime] = [:]
    /// The table whose waiting files are being grouped into loads.
    var forming: String?
    /// Ids of loads that left the queue, but whose events are not published yet.
    var unpublished: [String] = []
    /// The time of the next attempt to publish an event, after a failed attempt.
    var publishAt: UTCTime?
    /// The freshness of the published data, by table.
    var published: [String: TableFreshness] = [:]
    /// The hash of the definitions that are in the warehouse; `nil` when the lane's tables must be prepared.
    var prepared: String?
    /// The running preparation of the lane's tables; `nil` when none is running.
    var preparing: Preparing?
    /// The time at which the sweeper checks the lane.
    var due: UTCTime

    struct Preparing: Codable, Sendable, Equatable {
        /// A part of the preparation.
        ///
        /// The legal moves: `definitions → inspecting → rows`; as long as a table lacks something, from `inspecting` to
        /// `altering` and back to `inspecting`.
        enum Part: String, Codable, Sendable { case definitions, inspecting, altering, rows }
        var part: Part
        /// The index of the part's current batch, from 0. A lane with many tables needs several batches.
        @BoundedCount var step = 0
        /// The start of the preparation. It distinguishes this preparation from an earlier one with the same
        /// statements.
        var since: UTCTime
        var hash: String
        var statementID: String?
        /// The statements that change tables; `nil` when no table must be changed.
        var changes: [String]?
        @BoundedCount var attempt: Int
        /// The number of ended catalog queries in this preparation. Each query is a separate batch.
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
