public import JSON

/// A value in a DynamoDB item. Binary values are missing, because nothing here stores any.
/// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
public enum AttributeValue: Sendable, Equatable {
    case string(String)
    /// A number in DynamoDB's text form, with up to 38 digits.
    case number(String)
    case bool(Bool)
    case null
    case list([AttributeValue])
    case map([String: AttributeValue])
    /// A set of strings, which must not be empty.
    case stringSet(Set<String>)
    /// A set of numbers, which must not be empty.
    case numberSet(Set<String>)

    public static func integer(_ value: some BinaryInteger) -> AttributeValue { .number("\(value)") }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var integer: Int64? { if case .number(let value) = self { Int64(value) } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var list: [AttributeValue]? { if case .list(let value) = self { value } else { nil } }
    public var map: [String: AttributeValue]? { if case .map(let value) = self { value } else { nil } }
    public var stringSet: Set<String>? { if case .stringSet(let value) = self { value } else { nil } }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension AttributeValue: Encodable {
    fileprivate enum Kind: String, CodingKey {
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
}

extension AttributeValue: JSONElementDecodable {
    /// Reads a value.
    ///
    /// - Throws: `JSONError` for a binary value.
    public init(_ element: JSONElement) throws(JSONError) {
        for member in try element.object {
            let value = member.value
            switch Kind(rawValue: try member.name) {
            case .string: self = .string(try value.string)
            case .number: self = .number(try value.string)
            case .bool: self = .bool(try value.bool)
            case .null: self = .null
            case .list:
                var list: [AttributeValue] = []
                for element in try value.array { list.append(try AttributeValue(element)) }
                self = .list(list)
            case .map: self = .map(try Self.item(value))
            case .stringSet: self = .stringSet(try Self.texts(value))
            case .numberSet: self = .numberSet(try Self.texts(value))
            case nil: continue
            }
            return
        }
        throw element.error("is an attribute value of a kind not known here")
    }

    /// Reads the attributes of an item or of a map.
    static func item(_ element: JSONElement) throws(JSONError) -> [String: AttributeValue] {
        var item: [String: AttributeValue] = [:]
        for member in try element.object { item[try member.name] = try AttributeValue(member.value) }
        return item
    }

    private static func texts(_ element: JSONElement) throws(JSONError) -> Set<String> {
        var texts: Set<String> = []
        for element in try element.array { texts.insert(try element.string) }
        return texts
    }
}
