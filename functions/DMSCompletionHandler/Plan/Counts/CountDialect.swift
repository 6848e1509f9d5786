import DatabaseClient

/// The SQL syntax of one kind of database server, for ``CountQuery``. Statements contain values as literals. No I/O.
protocol CountDialect: Sendable {
    /// The query that lists the schema, the name and the type of each table and view, except system tables.
    static var relations: String { get }
    /// The index, in an answer to ``relations``, of the column that names a table's engine. The column has a value only
    /// for an engine without transactions, because a snapshot does not include its tables; otherwise it is NULL. `nil`
    /// for a server that includes every table in a snapshot.
    static var engineColumn: Int? { get }
    /// The SQL expression that counts all rows as a 64-bit number.
    static var countOfRows: String { get }
    /// The error text for a filter value that does not fit the type of the filter's column.
    static var misfit: String { get }

    /// Returns `true` for the type of a view.
    ///
    /// - Parameter type: a type from an answer to ``relations``.
    static func isView(_ type: String) -> Bool

    /// Quotes a name as an identifier.
    ///
    /// - Throws: `DatabaseError` for a name that the server does not accept.
    static func identifier(_ name: String) throws(DatabaseError) -> String

    /// Writes a value as a text literal.
    ///
    /// - Throws: `DatabaseError` for a value that cannot be written.
    static func literal(_ value: String) throws(DatabaseError) -> String

    /// Makes the query that lists the names and types of a table's columns.
    ///
    /// - Throws: `DatabaseError` for a name that the server does not accept.
    static func columns(of table: TableName) throws(DatabaseError) -> String

    /// Chooses the form in which a filter's values are written for a column of this type.
    ///
    /// - Parameter type: a type from an answer to the query ``columns(of:)``.
    static func column(_ type: String) -> FilterColumn

    /// Makes the SQL expression that is 1 when the literal cannot be converted to the type, and otherwise 0.
    static func isUnconvertible(_ literal: String, to type: String) -> String
}

extension CountDialect {
    static var engineColumn: Int? { nil }
}
