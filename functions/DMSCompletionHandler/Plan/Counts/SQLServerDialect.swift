import DatabaseClient
import SQLServer

/// The SQL syntax of SQL Server: T-SQL.
enum SQLServerDialect: CountDialect {
    static let relations = """
        SELECT s.name, o.name, CAST(o.type AS nvarchar(2))
        FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
        WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
        """
    static let countOfRows = "COUNT_BIG(*)"
    static let misfit = "the filter compares a column with a value that is not of its type"

    /// Returns `true` for the type `V`. The server gives the type as char(2), with a blank after the letter.
    static func isView(_ type: String) -> Bool { type.hasPrefix("V") }

    static func identifier(_ name: String) throws(DatabaseError) -> String { try SQLServerIdentifier.quoted(name) }

    static func literal(_ value: String) throws(DatabaseError) -> String { try SQLServerLiteral.text(value) }

    /// Makes the query that lists a table's columns. A user-defined type is listed as its system type.
    static func columns(of table: TableName) throws(DatabaseError) -> String {
        let name = try SQLServerIdentifier.quoted(table.schema, table.table)
        return """
            SELECT c.name, TYPE_NAME(c.system_type_id) FROM sys.columns c
            WHERE c.object_id = OBJECT_ID(\(try literal(name)))
            """
    }

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

    static func isUnconvertible(_ literal: String, to type: String) -> String {
        "CASE WHEN TRY_CONVERT(\(type), \(literal)) IS NULL THEN 1 ELSE 0 END"
    }
}
