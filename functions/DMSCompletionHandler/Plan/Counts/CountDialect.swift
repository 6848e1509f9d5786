import DatabaseClient

/// The SQL of a server whose statements bind no values, as far as ``CountQuery`` needs it. No I/O.
protocol CountDialect: Sendable {
    /// Lists the schema, the name and the type of each table and view, without the server's own.
    static var relations: String { get }
    /// The column of ``relations`` with the engine of a table that no snapshot holds, NULL for other tables; `nil` where every
    /// table is in the snapshot.
    static var engineColumn: Int? { get }
    /// The expression that counts all rows in 64 bits.
    static var countOfRows: String { get }
    /// The reason of a filter whose value is not of its column's type.
    static var misfit: String { get }

    /// - Parameter type: as ``relations`` answers it.
    static func isView(_ type: String) -> Bool

    /// - Throws: `DatabaseError` for a name that the server cannot hold.
    static func identifier(_ name: String) throws(DatabaseError) -> String

    /// - Throws: `DatabaseError` for a value that cannot be written.
    static func literal(_ value: String) throws(DatabaseError) -> String

    /// Lists the names and types of a table's columns.
    ///
    /// - Throws: `DatabaseError` for a name that the server cannot hold.
    static func columns(of table: TableName) throws(DatabaseError) -> String

    /// - Parameter type: as ``columns(of:)`` answers it.
    static func column(_ type: String) -> FilterColumn

    /// The expression that is 1 for a literal that cannot be converted to the type, and 0 for any other.
    static func isUnconvertible(_ literal: String, to type: String) -> String
}

extension CountDialect {
    static var engineColumn: Int? { nil }
}
