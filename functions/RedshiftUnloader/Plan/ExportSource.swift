import RedshiftSQL

/// The table or the query of an export.
enum ExportSource: Sendable, Equatable {
    case table(SQLTable, columns: [SQLIdentifier]?, condition: String?)
    case query(String)
}

extension ExportSource: Codable {
    private enum Member: String, CodingKey { case query, table, columns, condition = "where" }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        switch self {
        case .query(let text): try container.encode(text, forKey: .query)
        case .table(let table, let columns, let condition):
            try container.encode(table, forKey: .table)
            try container.encodeIfPresent(columns, forKey: .columns)
            try container.encodeIfPresent(condition, forKey: .condition)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        if let query = try container.decodeIfPresent(String.self, forKey: .query) {
            self = .query(query)
            return
        }
        self = .table(
            try container.decode(SQLTable.self, forKey: .table),
            columns: try container.decodeIfPresent([SQLIdentifier].self, forKey: .columns),
            condition: try container.decodeIfPresent(String.self, forKey: .condition)
        )
    }
}
