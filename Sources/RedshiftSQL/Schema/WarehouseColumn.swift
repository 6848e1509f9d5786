/// A column of a table, as the warehouse's catalog describes it.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_COLUMNS.html
public struct WarehouseColumn: Sendable, Hashable {
    /// The table's name: `schema.table`.
    public let table: String
    public let name: String
    /// The column's type; the catalog's own text for a type that a plan cannot name.
    public let type: String

    /// - Parameters:
    ///   - type: the catalog's `data_type`.
    ///   - length: the length of a text or binary type.
    ///   - precision: the precision of a decimal type.
    ///   - scale: the scale of a decimal type.
    public init(table: String, name: String, type: String, length: Int64?, precision: Int64?, scale: Int64?) {
        self.table = table
        self.name = name
        switch type {
        case "character varying", "varchar": self.type = "varchar(\(length ?? 0))"
        case "character", "char", "bpchar": self.type = "char(\(length ?? 0))"
        case "numeric", "decimal": self.type = "decimal(\(precision ?? 0),\(scale ?? 0))"
        case "timestamp without time zone": self.type = "timestamp"
        case "timestamp with time zone": self.type = "timestamptz"
        case "time without time zone": self.type = "time"
        case "binary varying": self.type = "varbyte(\(length ?? 0))"
        default: self.type = type
        }
    }

    /// Returns a query of the columns of all tables in the schemas, with the same result columns as ``query(_:)``.
    public static func query(schemas: [SQLIdentifier]) -> String {
        let names = schemas.map { SQLLiteral(withoutNUL: $0.name.lowercased()).description }
        return """
            SELECT table_schema, table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
            FROM svv_columns WHERE \(names.isEmpty ? "1 = 0" : "table_schema IN (\(names.joined(separator: ", ")))")
            ORDER BY table_schema, table_name, ordinal_position
            """
    }

    /// Returns a query of the columns of the tables. Each row has schema, table, column, type, length, precision,
    /// scale.
    public static func query(_ tables: [SQLTable]) -> String {
        let pairs = tables.map { table in
            let schema = SQLLiteral(withoutNUL: table.schema?.name.lowercased() ?? "")
            return "(table_schema = \(schema) AND table_name = \(SQLLiteral(withoutNUL: table.name.name.lowercased())))"
        }
        return """
            SELECT table_schema, table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
            FROM svv_columns WHERE \(pairs.isEmpty ? "1 = 0" : pairs.joined(separator: " OR "))
            ORDER BY table_schema, table_name, ordinal_position
            """
    }
}
