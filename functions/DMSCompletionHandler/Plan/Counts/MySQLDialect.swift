import DatabaseClient
import MySQL

/// The SQL syntax of MySQL and MariaDB. In these servers, a schema and a database are the same thing.
enum MySQLDialect: CountDialect {
    static let relations = """
        SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, e.ENGINE FROM information_schema.TABLES AS t
        LEFT JOIN information_schema.ENGINES AS e
            ON e.ENGINE = t.ENGINE AND e.TRANSACTIONS = 'NO' AND t.TABLE_TYPE <> 'VIEW'
        WHERE t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
            AND t.TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
        """
    static let engineColumn: Int? = 3
    static let countOfRows = "COUNT(*)"
    static let misfit = "the filter compares a date with what is none"

    static func isView(_ type: String) -> Bool { type == "VIEW" }

    static func identifier(_ name: String) throws(DatabaseError) -> String { try MySQLIdentifier.quoted(name) }

    static func literal(_ value: String) throws(DatabaseError) -> String { try MySQLLiteral.text(value) }

    static func columns(of table: TableName) throws(DatabaseError) -> String {
        """
        SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = \(try literal(table.schema)) AND TABLE_NAME = \(try literal(table.table))
        """
    }

    static func column(_ type: String) -> FilterColumn {
        switch type.lowercased() {
        case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year", "bit": .number
        case "date", "datetime", "timestamp": .converted(to: "DATETIME(6)")
        case "geometry", "point", "linestring", "polygon", "json": .unsupported(type)
        default: .text
        }
    }

    static func isUnconvertible(_ literal: String, to type: String) -> String {
        "(CAST(\(literal) AS \(type)) IS NULL)"
    }
}
