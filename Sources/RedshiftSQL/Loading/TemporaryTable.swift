/// The temporary tables of a load's session.
enum TemporaryTable: String, CustomStringConvertible {
    case fence, files, stage, changes, net, rows, keys, history, log, gone

    var description: String { "\"#\(rawValue)\"" }
}

extension SQLIdentifier {
    /// Makes an identifier from a name that needs no further check. This library made the name, or the plan's reader
    /// has checked it.
    init(checked name: String) { self.name = name }
}

extension SQLTable {
    init(checked schema: SQLIdentifier?, name: SQLIdentifier) {
        self.schema = schema
        self.name = name
    }
}
