import DatabaseClient
import PostgreSQL

/// The SQL of a count in PostgreSQL. No I/O.
enum PostgresDialect {
    /// Makes the query that counts a table's rows. With key columns it also returns the sum of the rows' hashes, which
    /// does not depend on the order of the rows.
    ///
    /// - Throws: `DatabaseError` for a name that PostgreSQL does not accept.
    static func sql(
        _ table: TableName,
        filters: [RowFilter],
        keys: [String]
    ) throws(DatabaseError) -> (text: String, values: [String]) {
        let name = try PostgresIdentifier.quoted(table.schema, table.table)
        var predicate = SQLPredicate.everything
        if !filters.isEmpty {
            predicate = try SQLPredicate(filters) { (column: String) throws(DatabaseError) in
                try PostgresIdentifier.quoted(column)
            }
        }
        let condition = predicate.text.isEmpty ? "" : " WHERE \(predicate.text)"
        guard !keys.isEmpty else { return ("SELECT count(*) FROM \(name)\(condition)", predicate.values) }
        var columns: [String] = []
        for key in keys { columns.append(try PostgresIdentifier.quoted(key)) }
        // ROW's text form distinguishes NULL from '' and quotes where necessary. UTF-8 makes the hash independent of
        // the database's encoding. With 60 bits of MD5, the sum of a quintillion rows is still exact in numeric.
        let row = "ROW(\(columns.joined(separator: ", ")))::text"
        let hash = "('x' || substr(md5(convert_to(\(row), 'UTF8')), 1, 15))::bit(60)::bigint"
        return (
            "SELECT count(*), coalesce(sum(\(hash)), 0)::text FROM \(name)\(condition)", predicate.values
        )
    }

    /// The query that lists tables, partitioned tables, views and foreign tables. For a partition it also returns the
    /// partitioned table. It works from PostgreSQL 9.4 on.
    static let relations = """
        SELECT n.nspname, c.relname, c.relkind::text, pn.nspname, p.relname
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
            AND EXISTS (SELECT 1 FROM pg_catalog.pg_class k WHERE k.oid = i.inhparent AND k.relkind::text = 'p')
        LEFT JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
        LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
        WHERE c.relkind::text IN ('r', 'p', 'v', 'm', 'f')
            AND n.nspname <> 'information_schema' AND left(n.nspname::text, 3) <> 'pg_'
        """

    /// The query for the columns of a table's primary key, in key order. `$1` is the schema, `$2` the table.
    static let primaryKey = """
        SELECT a.attname
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
        WHERE i.indisprimary AND n.nspname = $1 AND c.relname = $2
        ORDER BY k.place
        """

    /// Reads one row of an answer to ``relations``.
    ///
    /// - Throws: `DatabaseError` for a row of another shape.
    static func relation(_ row: TextRow) throws(DatabaseError) -> SourceCatalogEntry {
        let kind: SourceCatalogEntry.Kind =
            switch try row.text(2) {
            case "p": .partitionedTable
            case "v", "m": .view
            default: .table
            }
        let parent: TableName? =
            if let schema = try row.optionalText(3), let table = try row.optionalText(4) {
                TableName(schema, table)
            } else {
                nil
            }
        return SourceCatalogEntry(name: TableName(try row.text(0), try row.text(1)), kind: kind, partitionOf: parent)
    }
}
