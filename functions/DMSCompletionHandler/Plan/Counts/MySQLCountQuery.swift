import MySQL

/// The SQL of a count in MySQL or MariaDB. No I/O.
enum MySQLCountQuery {
    /// Tables and views, without the server's own. A schema is what MySQL calls a database too.
    static let relations = """
        SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES
        WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
            AND TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
        """

    /// - Throws: `MySQLError` for an answer of another shape.
    static func relation(_ row: MySQLRow) throws(MySQLError) -> SourceRelation {
        SourceRelation(
            name: TableName(try row.text(0), try row.text(1)),
            kind: try row.text(2) == "VIEW" ? .view : .table,
            partitionOf: nil
        )
    }

    /// Names and types of a table's columns.
    ///
    /// - Throws: `MySQLError` for a name that MySQL cannot hold.
    static func columns(of table: TableName) throws(MySQLError) -> String {
        """
        SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = \(try MySQLLiteral.text(table.schema)) AND TABLE_NAME = \(try MySQLLiteral.text(table.table))
        """
    }

    /// - Parameter type: of `information_schema.COLUMNS`.
    static func column(_ type: String) -> FilterColumn {
        switch type.lowercased() {
        case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year", "bit": .number
        case "date", "datetime", "timestamp": .converted(to: "DATETIME(6)")
        case "geometry", "point", "linestring", "polygon", "json": .unsupported(type)
        default: .text
        }
    }

    /// Counts the values that are no date: MySQL would compare them with a warning, and mean something else.
    ///
    /// - Returns: `nil` when there is nothing to ask.
    /// - Throws: `MySQLError` for a value that cannot be written.
    static func check(_ filters: [RowFilter], _ columns: [String: FilterColumn]) throws(MySQLError) -> String? {
        var checks: [String] = []
        for filter in filters {
            guard case .converted(let type) = columns[filter.column.lowercased()] else { continue }
            for value in filter.values { checks.append("(CAST(\(try MySQLLiteral.text(value)) AS \(type)) IS NULL)") }
        }
        return checks.isEmpty ? nil : "SELECT \(checks.joined(separator: " + "))"
    }

    /// - Parameter columns: of the table, by their names in lower case.
    /// - Throws: `MySQLError` for a name or a value that this table does not take.
    static func count(
        _ table: TableName,
        _ filters: [RowFilter],
        _ columns: [String: FilterColumn]
    ) throws(MySQLError) -> String {
        var conditions: [String] = []
        for filter in filters {
            let column = columns[filter.column.lowercased()] ?? .text
            conditions.append(
                try SQLPredicate(
                    [filter],
                    quote: { (name: String) throws(MySQLError) in try MySQLIdentifier.quoted(name) },
                    bind: { (value: String) throws(MySQLError) in try literal(value, filter.column, column) }
                ).text
            )
        }
        let condition = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        return "SELECT COUNT(*) FROM \(try MySQLIdentifier.quoted(table.schema, table.table))\(condition)"
    }

    private static func literal(
        _ value: String,
        _ name: String,
        _ column: FilterColumn
    ) throws(MySQLError) -> String {
        switch column {
        case .number:
            guard FilterColumn.isNumber(value) else {
                throw MySQLError(.invalid, "the filter compares the number \(name) with \"\(value)\"")
            }
            return value
        case .text, .converted: return try MySQLLiteral.text(value)
        case .unsupported(let type): throw MySQLError(.invalid, "the filter compares \(name), a column of type \(type)")
        }
    }
}
