/// A table's name. Schema and table are two values from the beginning: a name with a dot in it is not split.
public struct SQLTable: Sendable, Hashable, Codable, CustomStringConvertible {
    /// `nil` for a temporary table, which is in no schema that has a fixed name.
    public let schema: SQLIdentifier?
    public let name: SQLIdentifier

    public init(schema: SQLIdentifier, name: SQLIdentifier) {
        self.schema = schema
        self.name = name
    }

    /// A temporary table. The `#` makes it one, and keeps it from being taken for a permanent table.
    ///
    /// - Throws: ``SQLProblem`` for a name that Redshift cannot hold.
    public init(temporary name: String) throws(SQLProblem) {
        schema = nil
        self.name = try SQLIdentifier("#\(name)")
    }

    /// - Throws: ``SQLProblem`` for a name that Redshift cannot hold.
    public init(_ schema: String, _ name: String) throws(SQLProblem) {
        self.init(schema: try SQLIdentifier(schema), name: try SQLIdentifier(name))
    }

    public var description: String { (schema.map { "\($0)." } ?? "") + "\(name)" }
}
