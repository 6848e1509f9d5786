internal import AWSSigning

/// One ALTER of a table that the plan needs.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
public struct SchemaChange: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case add
        /// - Parameter from: the type that the table has.
        case widen(from: SQLType)
    }

    public let table: SQLTable
    public let column: ColumnDefinition
    public let kind: Kind

    public init(table: SQLTable, column: ColumnDefinition, kind: Kind) {
        self.table = table
        self.column = column
        self.kind = kind
    }

    /// The statement, which runs by itself: Redshift refuses a change of type in a transaction, and adds one column at a time.
    /// A table with rows takes no column that must not be NULL.
    public var statement: String {
        switch kind {
        case .add: "ALTER TABLE \(table) ADD COLUMN \(column.name) \(column.type)"
        case .widen: "ALTER TABLE \(table) ALTER COLUMN \(column.name) TYPE \(column.type)"
        }
    }

    /// Names the change in the journal.
    var id: String {
        let parts = ["\(table)", column.name.name, from, column.type.description]
        return Digest.hex(Digest.sha256(Array(parts.joined(separator: "\u{0}").utf8)))
    }

    var from: String {
        switch kind {
        case .add: ""
        case .widen(let from): from.description
        }
    }
}
