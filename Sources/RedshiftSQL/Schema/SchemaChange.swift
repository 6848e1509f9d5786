internal import AWSSigning

/// One ALTER TABLE that the plan needs.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
public struct SchemaChange: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case add
        /// - Parameter from: the column's current type in the table.
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

    /// The ALTER statement, which must not run in one transaction with other statements. Redshift refuses a change of
    /// type in a transaction, and adds one column at a time. An added column allows NULL, because the table's rows have
    /// no value for it.
    public var statement: String {
        switch kind {
        case .add: "ALTER TABLE \(table) ADD COLUMN \(column.name) \(column.type)"
        case .widen: "ALTER TABLE \(table) ALTER COLUMN \(column.name) TYPE \(column.type)"
        }
    }

    /// The change's id in the journal.
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
