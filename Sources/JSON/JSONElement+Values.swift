/// Reads a value as what it must be. Each throws a ``JSONError`` that names the path when the value is missing, of another
/// kind, or not to be held by the type.
extension JSONElement {
    public var string: String {
        get throws(JSONError) {
            let token = try require(.string)
            guard let text = JSONUnescaping.string(of: token, in: tape.bytes) else { throw notUnicode }
            return text
        }
    }

    /// A string's bytes with its escapes removed. Whether they are UTF-8 is not looked at.
    public var utf8: [UInt8] {
        get throws(JSONError) {
            let token = try require(.string)
            guard let text = JSONUnescaping.bytes(of: token, in: tape.bytes) else { throw notUnicode }
            return text
        }
    }

    /// The JSON text that a string holds, as in an SQS message's `body`. Paths and positions begin anew in it.
    public var embedded: JSONDocument {
        get throws(JSONError) { try JSONDocument(utf8) }
    }

    public var bool: Bool {
        get throws(JSONError) { tape.bytes[try require(.bool).start] == UInt8(ascii: "t") }
    }

    /// A whole number, exact: `12`, `12.0` and `1.2e1` are, `1.5` is not.
    public var int: Int { get throws(JSONError) { try integer(Int.self) } }

    /// A whole number, exact.
    public var int64: Int64 { get throws(JSONError) { try integer(Int64.self) } }

    /// A whole number that is not negative, exact.
    public var uint64: UInt64 { get throws(JSONError) { try integer(UInt64.self) } }

    /// A whole number of any width.
    public func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(JSONError) -> Integer {
        let token = try require(.number)
        switch tape.withText(of: token, { JSONNumber.integer($0, Integer.self) }) {
        case .value(let value): return value
        case .notWhole: throw error("must be a whole number", .wrongKind)
        case .outOfRange: throw error("must be from \(Integer.min) to \(Integer.max)", .outOfRange)
        }
    }

    /// The nearest `Double`, as everybody else rounds; a number beyond the largest one is an error.
    public var double: Double {
        get throws(JSONError) {
            let token = try require(.number)
            let value = tape.withText(of: token, JSONNumber.double)
            guard value.isFinite else { throw error("is a number too large for a Double", .outOfRange) }
            return value
        }
    }

    /// A number as its text, with all of its digits.
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
