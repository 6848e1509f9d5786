/// Tables of the session, which end with it.
enum SessionTable: String, CustomStringConvertible {
    case fence, files, stage, changes, net, rows, keys, history, log, gone

    var description: String { "\"#\(rawValue)\"" }
}

extension SQLIdentifier {
    /// For names that this library makes up, or that the plan's reader has checked.
    init(checked name: String) { self.name = name }
}

extension SQLTable {
    init(checked schema: SQLIdentifier?, name: SQLIdentifier) {
        self.schema = schema
        self.name = name
    }
}
