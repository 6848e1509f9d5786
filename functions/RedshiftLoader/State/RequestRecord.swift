import StateStore

/// A request with an id, and the loads of its files. The sender asks for the request's progress by this id.
struct RequestRecord: StateDocument, Equatable {
    let plan: String
    /// Tables that the request's files are loaded into.
    let tables: [String]
    /// `true` when the request's files are in the state table. Until then, a repeated request adds them.
    var isTaken = false
    /// Ids of the loads that contain the request's files, and perhaps files of other requests.
    var loads: [String] = []

    var status: String { isTaken ? "taken" : "taking" }
    var isClosed: Bool { isTaken }

    init(plan: String, tables: [String]) {
        self.plan = plan
        self.tables = tables
    }
}
