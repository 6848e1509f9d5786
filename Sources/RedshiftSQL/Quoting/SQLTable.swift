/// A table's name, with schema and table as separate values. A name that contains a dot is not split.
public struct SQLTable: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The table's schema; `nil` for a temporary table, because its schema has no fixed name.
    public let schema: SQLIdentifier?
    public let name: SQLIdentifier

    public init(schema: SQLIdentifier, name: SQLIdentifier) {
        self.schema = schema
        self.name = name
    }

    /// Makes the name of a temporary table. The `#` at its beginning distinguishes it from a permanent table.
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
