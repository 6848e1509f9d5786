import JSON

/// Reads column types from Kafka Connect's JSON schemas, as Debezium writes them.
/// https://debezium.io/documentation/reference/stable/connectors/sqlserver.html#sqlserver-data-types
enum ConnectSchema {
    /// - Parameters:
    ///   - schema: the schema of the whole event.
    ///   - field: the event's field that has the row: `before` or `after`.
    /// - Returns: the types of the row's fields; empty when there is no schema.
    static func types(of schema: JSONElement, field name: String) -> [String: FieldType] {
        guard let parts = try? schema["fields"].array else { return [:] }
        var types: [String: FieldType] = [:]
        for part in parts where (try? part["field"].string) == name {
            guard let fields = try? part["fields"].array else { continue }
            for field in fields {
                if let name = try? field["field"].string, let type = type(field) { types[name] = type }
            }
        }
        return types
    }

    private static func type(_ field: JSONElement) -> FieldType? {
        switch try? field["name"].string {
        case "org.apache.kafka.connect.data.Decimal": return decimal(field["parameters"])
        case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date": return .dateDays
        case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp": return .timestampUnits(1_000)
        case "io.debezium.time.MicroTimestamp": return .timestampUnits(1_000_000)
        case "io.debezium.time.NanoTimestamp": return .timestampUnits(1_000_000_000)
        case "io.debezium.time.ZonedTimestamp": return .timestamp
        case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time": return .timeUnits(1_000)
        case "io.debezium.time.MicroTime": return .timeUnits(1_000_000)
        case "io.debezium.time.NanoTime": return .timeUnits(1_000_000_000)
        case "io.debezium.data.Json": return .json
        default: break
        }
        switch try? field["type"].string {
        case "boolean": return .boolean
        case "int8", "int16": return .int16
        case "int32": return .int32
        case "int64": return .int64
        case "float", "double": return .double
        case "string": return .text
        case "bytes": return .bytes
        case "struct", "array", "map": return .json
        default: return nil
        }
    }

    private static func decimal(_ parameters: JSONElement) -> FieldType? {
        guard let scale = (try? parameters["scale"].string).flatMap({ Int($0) }) else { return nil }
        let precision = (try? parameters["connect.decimal.precision"].string).flatMap { Int($0) } ?? 38
        guard (1...38).contains(precision), (0...precision).contains(scale) else { return nil }
        return .decimalBytes(precision: precision, scale: scale)
    }
}
