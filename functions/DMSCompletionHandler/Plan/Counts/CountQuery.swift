import DatabaseClient

/// Makes the SQL of a count, with every value as a literal. No I/O.
enum CountQuery<Dialect: CountDialect> {
    /// Reads one row of an answer to ``CountDialect/relations``.
    ///
    /// - Throws: `DatabaseError` for a row of another shape.
    static func relation(_ row: some DatabaseRow) throws(DatabaseError) -> SourceCatalogEntry {
        SourceCatalogEntry(
            name: TableName(try row.text(0), try row.text(1)),
            kind: Dialect.isView(try row.text(2)) ? .view : .table,
            partitionOf: nil,
            engineWithoutSnapshot: try engine(row)
        )
    }

    private static func engine(_ row: some DatabaseRow) throws(DatabaseError) -> String? {
        guard let column = Dialect.engineColumn else { return nil }
        return try row.optionalText(column)
    }

    /// Makes the query that checks filter values: it counts those that do not fit the type of their column. MySQL would
    /// compare such a value with a warning only, and with another meaning; SQL Server would end the whole transaction.
    ///
    /// - Parameter columns: the table's columns, by their names in lower case.
    /// - Returns: `nil` when no value needs this check.
    /// - Throws: `DatabaseError` for a value that cannot be written.
    static func check(_ filters: [RowFilter], _ columns: [String: FilterColumn]) throws(DatabaseError) -> String? {
        var checks: [String] = []
        for filter in filters {
            guard case .converted(let type) = columns[filter.column.lowercased()] else { continue }
            for value in filter.values {
                checks.append(Dialect.isUnconvertible(try Dialect.literal(value), to: type))
            }
        }
        return checks.isEmpty ? nil : "SELECT \(checks.joined(separator: " + "))"
    }

    /// Makes the query that counts one table's rows. Only rows that meet all filters are counted.
    ///
    /// - Parameter columns: the table's columns, by their names in lower case.
    /// - Throws: `DatabaseError` for a name or a value that does not fit this table.
    static func count(
        _ table: TableName,
        _ filters: [RowFilter],
        _ columns: [String: FilterColumn]
    ) throws(DatabaseError) -> String {
        var conditions: [String] = []
        for filter in filters {
            let column = columns[filter.column.lowercased()] ?? .text
            conditions.append(
                try SQLPredicate(
                    [filter],
                    quote: { (name: String) throws(DatabaseError) in try Dialect.identifier(name) },
                    bind: { (value: String) throws(DatabaseError) in try literal(value, filter.column, column) }
                ).text
            )
        }
        let condition = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        let name = "\(try Dialect.identifier(table.schema)).\(try Dialect.identifier(table.table))"
        return "SELECT \(Dialect.countOfRows) FROM \(name)\(condition)"
    }

    private static func literal(
        _ value: String,
        _ name: String,
        _ column: FilterColumn
    ) throws(DatabaseError) -> String {
        switch column {
        case .number:
            guard FilterColumn.isNumber(value) else {
                throw DatabaseError(.invalid, "the filter compares the number \(name) with \"\(value)\"")
            }
            return value
        case .text, .converted: return try Dialect.literal(value)
        case .unsupported(let type):
            throw DatabaseError(.invalid, "the filter compares \(name), a column of type \(type)")
        }
    }
}
