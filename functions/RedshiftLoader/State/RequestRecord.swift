import StateStore

/// One request to load that has an id: whose files are in which loads. Its sender asks for it by that id.
struct RequestRecord: StateDocument, Equatable {
    let plan: String
    /// Tables that its files are loaded into.
    let tables: [String]
    /// Its files are in the state table; before that, the same request takes them in.
    var isTaken = false
    /// Ids of the loads that were made of its files, and perhaps of others that waited with them.
    var loads: [String] = []

    var status: String { isTaken ? "taken" : "taking" }
    var isClosed: Bool { isTaken }

    init(plan: String, tables: [String]) {
        self.plan = plan
        self.tables = tables
    }
}
