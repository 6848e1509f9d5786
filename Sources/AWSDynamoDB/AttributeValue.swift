/// A value in a DynamoDB item. Binary values are left out: nothing here stores any.
/// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
public enum AttributeValue: Sendable, Equatable {
    case string(String)
    /// Up to 38 digits, as DynamoDB writes it.
    case number(String)
    case bool(Bool)
    case null
    case list([AttributeValue])
    case map([String: AttributeValue])
    /// Not empty.
    case stringSet(Set<String>)
    /// Not empty.
    case numberSet(Set<String>)

    public static func integer(_ value: some BinaryInteger) -> AttributeValue { .number("\(value)") }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var integer: Int64? { if case .number(let value) = self { Int64(value) } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var list: [AttributeValue]? { if case .list(let value) = self { value } else { nil } }
    public var map: [String: AttributeValue]? { if case .map(let value) = self { value } else { nil } }
    public var stringSet: Set<String>? { if case .stringSet(let value) = self { value } else { nil } }
    /// The members that are whole numbers.
    public var integerSet: Set<Int64>? {
        if case .numberSet(let value) = self { Set(value.compactMap { Int64($0) }) } else { nil }
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension AttributeValue: Codable {
    private enum Kind: String, CodingKey {
        case string = "S"
        case number = "N"
        case bool = "BOOL"
        case null = "NULL"
        case list = "L"
        case map = "M"
        case stringSet = "SS"
        case numberSet = "NS"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Kind.self)
        switch self {
        case .string(let value): try container.encode(value, forKey: .string)
        case .number(let value): try container.encode(value, forKey: .number)
        case .bool(let value): try container.encode(value, forKey: .bool)
        case .null: try container.encode(true, forKey: .null)
        case .list(let value): try container.encode(value, forKey: .list)
        case .map(let value): try container.encode(value, forKey: .map)
        case .stringSet(let value): try container.encode(value.sorted(), forKey: .stringSet)
        case .numberSet(let value): try container.encode(value.sorted(), forKey: .numberSet)
        }
    }

    /// - Throws: `DecodingError` for a binary value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Kind.self)
        switch container.allKeys.first {
        case .string: self = .string(try container.decode(String.self, forKey: .string))
        case .number: self = .number(try container.decode(String.self, forKey: .number))
        case .bool: self = .bool(try container.decode(Bool.self, forKey: .bool))
        case .null: self = .null
        case .list: self = .list(try container.decode([AttributeValue].self, forKey: .list))
        case .map: self = .map(try container.decode([String: AttributeValue].self, forKey: .map))
        case .stringSet: self = .stringSet(try container.decode(Set<String>.self, forKey: .stringSet))
        case .numberSet: self = .numberSet(try container.decode(Set<String>.self, forKey: .numberSet))
        case nil:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "an attribute value of a kind not known here")
            )
        }
    }
}
