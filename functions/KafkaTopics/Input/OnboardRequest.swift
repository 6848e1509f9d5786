import AWSS3
import JSON

/// A request for the settings with which a new table is replicated from the database to the warehouse.
struct OnboardRequest: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        let name: String
        /// The column's type as in a plan of RedshiftLoader, such as `bigint not null`.
        let type: String
    }

    /// The table in the source database, as `schema.table`.
    let table: String
    /// The topic's name; `nil` to use the table's topic in the plan. If the plan has no topic for the table, `nil`
    /// means `cdc.<table>`.
    let topic: String?
    /// The S3 URI under which KafkaS3Sink writes topics. It ends in a slash.
    let landing: String
    let uniqueKey: [String]
    let columns: [Column]

    private static let members = ["table", "topic", "landing", "unique_key", "columns"]

    /// Reads `{"table": "dbo.returns", "unique_key": ["return_id"], "columns": {"return_id": "bigint not null"}}`.
    init(_ event: JSONElement) throws(JSONError) {
        for member in try event.object where !Self.members.contains(try member.name) {
            throw member.value.error("is no member of onboard; it has \(Self.members.joined(separator: ", "))")
        }
        table = try event["table"].string
        let parts = table.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ Self.isName(String($0)) }) else {
            throw event["table"].error("must be a table, such as dbo.returns")
        }
        topic = try event["topic"].ifPresent?.string
        if let topic, TopicName.problem(of: topic) != nil { throw event["topic"].error("is no topic's name") }
        landing = try event["landing"].ifPresent?.string ?? "s3://example-landing/"
        guard let place = S3Location(landing), place.key.isEmpty || place.key.hasSuffix("/"), landing.hasSuffix("/")
        else {
            throw event["landing"].error("must be s3://bucket/ or s3://bucket/prefix/")
        }
        var columns: [Column] = []
        if let given = event["columns"].ifPresent {
            for member in try given.object {
                let column = Column(name: try member.name, type: try member.value.string)
                guard Self.isName(column.name), Self.isType(column.type) else {
                    throw member.value.error("must be a column's name with a type, such as varchar(20)")
                }
                columns.append(column)
            }
        }
        self.columns = columns
        var key: [String] = []
        if let given = event["unique_key"].ifPresent {
            for element in try given.array {
                let name = try element.string
                guard Self.isName(name), columns.isEmpty || columns.contains(where: { $0.name == name }) else {
                    throw element.error("is none of the columns")
                }
                key.append(name)
            }
        }
        uniqueKey = key
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 127, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: "_")
        }
    }

    private static func isType(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                    || [UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: " ")].contains(byte)
            }
    }
}
