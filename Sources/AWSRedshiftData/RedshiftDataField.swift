/// One value of a result.
public enum RedshiftDataField: Sendable, Equatable, Decodable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case bool(Bool)
    /// A kind of value that this client does not read.
    case other

    private enum Kind: String, CodingKey { case isNull, longValue, doubleValue, stringValue, booleanValue }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Kind.self)
        switch container.allKeys.first {
        case .isNull: self = .null
        case .longValue: self = .integer(try container.decode(Int64.self, forKey: .longValue))
        case .doubleValue: self = .double(try container.decode(Double.self, forKey: .doubleValue))
        case .stringValue: self = .text(try container.decode(String.self, forKey: .stringValue))
        case .booleanValue: self = .bool(try container.decode(Bool.self, forKey: .booleanValue))
        case nil: self = .other
        }
    }
}
