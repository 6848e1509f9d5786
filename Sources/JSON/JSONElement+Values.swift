/// Properties that read a value as an expected type. Each throws a ``JSONError`` that names the path when the value is
/// missing, is of another kind, or does not fit the type.
extension JSONElement {
    public var string: String {
        get throws(JSONError) {
            let token = try require(.string)
            guard let text = JSONUnescaping.string(of: token, in: tape.bytes) else { throw notUnicode }
            return text
        }
    }

    /// The bytes of a string, with its escapes replaced. They may be invalid UTF-8: this is not checked.
    public var utf8: [UInt8] {
        get throws(JSONError) {
            let token = try require(.string)
            guard let text = JSONUnescaping.bytes(of: token, in: tape.bytes) else { throw notUnicode }
            return text
        }
    }

    /// The JSON document inside a string, such as an SQS message's `body`. Its paths and positions begin at the start
    /// of the string.
    public var embedded: JSONDocument {
        get throws(JSONError) { try JSONDocument(utf8) }
    }

    public var bool: Bool {
        get throws(JSONError) { tape.bytes[try require(.bool).start] == UInt8(ascii: "t") }
    }

    /// The value as a whole number: `12`, `12.0` and `1.2e1` are whole numbers, `1.5` is an error.
    public var int: Int { get throws(JSONError) { try integer(Int.self) } }

    /// The value as a whole number of 64 bits, without rounding.
    public var int64: Int64 { get throws(JSONError) { try integer(Int64.self) } }

    /// The value as an unsigned whole number of 64 bits, without rounding.
    public var uint64: UInt64 { get throws(JSONError) { try integer(UInt64.self) } }

    /// Reads the value as a whole number of any integer type.
    public func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(JSONError) -> Integer {
        let token = try require(.number)
        switch tape.withText(of: token, { JSONNumber.integer($0, Integer.self) }) {
        case .value(let value): return value
        case .notWhole: throw error("must be a whole number", .wrongKind)
        case .outOfRange: throw error("must be from \(Integer.min) to \(Integer.max)", .outOfRange)
        }
    }

    /// The value as the nearest `Double`, rounded as usual. A number larger than any `Double` is an error.
    public var double: Double {
        get throws(JSONError) {
            let token = try require(.number)
            let value = tape.withText(of: token, JSONNumber.double)
            guard value.isFinite else { throw error("is a number too large for a Double", .outOfRange) }
            return value
        }
    }

    /// The value as a number that keeps all of its digits.
    public var number: JSONNumber {
        get throws(JSONError) {
            let token = try require(.number)
            return JSONNumber(unchecked: tape.withText(of: token) { String(decoding: $0, as: UTF8.self) })
        }
    }

    /// An array's elements, in order.
    public var array: JSONElements {
        get throws(JSONError) {
            _ = try require(.array)
            return JSONElements(self)
        }
    }

    /// An object's members in the text's order, duplicates included.
    public var object: JSONMembers {
        get throws(JSONError) {
            _ = try require(.object)
            return JSONMembers(self)
        }
    }

    private var notUnicode: JSONError { error("is not Unicode text", .notUnicode) }
}

extension JSONTape {
    func withText<Result>(of token: JSONToken, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[token.start..<token.start + token.length]))
        }
    }
}
