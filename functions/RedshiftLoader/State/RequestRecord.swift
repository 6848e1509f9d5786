import StateStore

/// A request with an id, and the loads of its files. Its sender asks for it by that id.
struct RequestRecord: StateDocument, Equatable {
    let plan: String
    /// Tables that its files are loaded into.
    let tables: [String]
    /// `true` when its files are in the state table; until then a repeated request adds them.
    var isTaken = false
    /// Ids of the loads that contain its files, and perhaps files of other requests.
    var loads: [String] = []

    var status: String { isTaken ? "taken" : "taking" }
    var isClosed: Bool { isTaken }

    init(plan: String, tables: [String]) {
        self.plan = plan
        self.tables = tables
    }
}
