/// Temporary tables of a load's session.
enum TemporaryTable: String, CustomStringConvertible {
    case fence, files, stage, changes, net, rows, keys, history, log, gone

    var description: String { "\"#\(rawValue)\"" }
}

extension SQLIdentifier {
    /// Takes a name that this library made, or that the plan's reader has checked.
    init(checked name: String) { self.name = name }
}

extension SQLTable {
    init(checked schema: SQLIdentifier?, name: SQLIdentifier) {
        self.schema = schema
        self.name = name
    }
}
