import SQLServer

/// The T-SQL of a count. No I/O.
enum SQLServerCountQuery {
    /// Tables and views, without the server's own.
    static let relations = """
        SELECT s.name, o.name, CAST(o.type AS nvarchar(2))
        FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
        WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
        """

    /// - Throws: `SQLServerError` for an answer of another shape.
    static func relation(_ row: SQLServerRow) throws(SQLServerError) -> SourceRelation {
        SourceRelation(
            name: TableName(try row.text(0), try row.text(1)),
            // char(2): a blank follows the letter.
            kind: try row.text(2).hasPrefix("V") ? .view : .table,
            partitionOf: nil
        )
    }

    /// Names and types of a table's columns. A type of a user's own is given as what it is made of.
    ///
    /// - Throws: `SQLServerError` for a name that SQL Server cannot hold.
    static func columns(of table: TableName) throws(SQLServerError) -> String {
        let name = try SQLServerIdentifier.quoted(table.schema, table.table)
        return """
            SELECT c.name, TYPE_NAME(c.system_type_id) FROM sys.columns c
            WHERE c.object_id = OBJECT_ID(\(try SQLServerLiteral.text(name)))
            """
    }

    /// - Parameter type: of `sys.types`.
    static func column(_ type: String) -> FilterColumn {
        switch type.lowercased() {
        case "tinyint", "smallint", "int", "bigint", "decimal", "numeric", "money", "smallmoney", "float", "real",
            "bit":
            .number
        case "char", "varchar", "nchar", "nvarchar", "sysname": .text
        case "date", "time", "datetime", "smalldatetime", "datetime2", "datetimeoffset", "uniqueidentifier":
            .converted(to: type.lowercased())
        default: .unsupported(type)
        }
    }

    /// Counts the values that are not of their column's type: the error of a conversion would end the whole transaction.
    ///
    /// - Returns: `nil` when there is nothing to ask.
    /// - Throws: `SQLServerError` for a value that cannot be written.
    static func check(_ filters: [RowFilter], _ columns: [String: FilterColumn]) throws(SQLServerError) -> String? {
        var checks: [String] = []
        for filter in filters {
            guard case .converted(let type) = columns[filter.column.lowercased()] else { continue }
            for value in filter.values {
                let literal = try SQLServerLiteral.text(value)
                checks.append("CASE WHEN TRY_CONVERT(\(type), \(literal)) IS NULL THEN 1 ELSE 0 END")
            }
        }
        return checks.isEmpty ? nil : "SELECT \(checks.joined(separator: " + "))"
    }

    /// - Parameter columns: of the table, by their names in lower case.
    /// - Throws: `SQLServerError` for a name or a value that this table does not take.
    static func count(
        _ table: TableName,
        _ filters: [RowFilter],
        _ columns: [String: FilterColumn]
    ) throws(SQLServerError) -> String {
        var conditions: [String] = []
        for filter in filters {
            let column = columns[filter.column.lowercased()] ?? .text
            conditions.append(
                try SQLPredicate(
                    [filter],
                    quote: { (name: String) throws(SQLServerError) in try SQLServerIdentifier.quoted(name) },
                    bind: { (value: String) throws(SQLServerError) in try literal(value, filter.column, column) }
                ).text
            )
        }
        let condition = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        return "SELECT COUNT_BIG(*) FROM \(try SQLServerIdentifier.quoted(table.schema, table.table))\(condition)"
    }

    private static func literal(
        _ value: String,
        _ name: String,
        _ column: FilterColumn
    ) throws(SQLServerError) -> String {
        switch column {
        case .number:
            guard FilterColumn.isNumber(value) else {
                throw SQLServerError(.invalid, "the filter compares the number \(name) with \"\(value)\"")
            }
            return value
        case .text, .converted: return try SQLServerLiteral.text(value)
        case .unsupported(let type):
            throw SQLServerError(.invalid, "the filter compares \(name), a column of type \(type)")
        }
    }
}
