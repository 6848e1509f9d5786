import AWSRedshiftData
import Parquet

extension ParquetType {
    /// Chooses the Parquet type that UNLOAD uses for a column.
    /// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
    ///
    /// - Parameter column: the column in Redshift. A type that is not known here becomes text, as UNLOAD does with
    ///   SUPER and geometries.
    init(_ column: RedshiftDataColumn) {
        switch column.typeName.lowercased() {
        case "bool", "boolean": self = .boolean
        case "int2", "smallint": self = .int16
        case "int4", "integer", "int": self = .int32
        case "int8", "bigint": self = .int64
        case "float4", "real": self = .float
        case "float8", "double precision": self = .double
        case "date": self = .date
        case "time", "time without time zone": self = .time(isUTC: false)
        case "timetz", "time with time zone": self = .time(isUTC: true)
        case "timestamp", "timestamp without time zone": self = .timestamp(isUTC: false)
        case "timestamptz", "timestamp with time zone": self = .timestamp(isUTC: true)
        case "numeric", "decimal":
            let precision = min(max(column.precision ?? 18, 1), 38)
            self = .decimal(precision: precision, scale: min(max(column.scale ?? 0, 0), precision))
        case "varbyte", "varbinary", "binary varying": self = .bytes
        default: self = .text
        }
    }
}
