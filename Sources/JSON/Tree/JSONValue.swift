/// A JSON value that does not depend on the text from which it was read. It can be passed on, changed, or compared as a
/// whole. To read a text with known fields, use ``JSONElement``, which decodes only the values that are read.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads a whole JSON text, given as bytes.
    ///
    /// - Throws: ``JSONError`` for text that is not JSON, and for a string that is not Unicode.
    public init(parsing bytes: [UInt8]) throws(JSONError) { self = try JSONDocument(bytes).root.value }

    /// Reads a whole JSON text.
    ///
    /// - Throws: ``JSONError`` for text that is not JSON, and for a string that is not Unicode.
    public init(parsing text: String) throws(JSONError) { self = try JSONDocument(text).root.value }

    public var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Returns the value as a JSON text.
    public func text(_ format: JSONFormat = []) -> String {
        var writer = JSONWriter(format)
        writer.value(self)
        return writer.text
    }

    // MARK: - Reading; `nil` for a value of another kind

    public subscript(_ name: String) -> JSONValue? { object?[name] }
    public subscript(_ place: Int) -> JSONValue? {
        guard let array, array.indices.contains(place) else { return nil }
        return array[place]
    }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }
    public var int64: Int64? { number?.int64 }
    public var double: Double? { number?.double }
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    public var isNull: Bool { self == .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(dictionaryLiteral members: (String, JSONValue)...) { self = .object(JSONObject(members)) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    public init(floatLiteral value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }
    public init(nilLiteral: ()) { self = .null }
}

extension JSONElement {
    /// The element as a ``JSONValue``, with all of its contents. When several members have the same name, the last one
    /// counts.
    ///
    /// - Throws: ``JSONError`` for a missing value or for a string that is not Unicode.
    public var value: JSONValue {
        get throws(JSONError) {
            guard let kind else {
                _ = try require(.object)
                return .null
            }
            switch kind {
            case .null: return .null
            case .bool: return .bool(try bool)
            case .number: return .number(try number)
            case .string: return .string(try string)
            case .array:
                var elements: [JSONValue] = []
                for element in try array { elements.append(try element.value) }
                return .array(elements)
            case .object:
                var members = JSONObject()
                for member in try object { members[try member.name] = try member.value.value }
                return .object(members)
            }
        }
    }
}
