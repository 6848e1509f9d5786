internal import AWSSigning

/// One change of a table that brings it to what a plan asks for.
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

    /// Runs alone: Redshift refuses a change of type in a transaction, and adds one column at a time. A table with rows
    /// takes no column that must not be NULL.
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

/// A column of a table that no change makes what a plan asks for.
public struct SchemaConflict: Sendable, Hashable, Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
