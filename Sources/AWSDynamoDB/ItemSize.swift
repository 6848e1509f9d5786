extension AttributeValue {
    /// The number of bytes that DynamoDB counts for the value, without the attribute's name.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    public var byteCount: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .number(let text): Self.byteCount(ofNumber: text)
        case .bool, .null: 1
        case .list(let values): values.reduce(3) { $0 + $1.byteCount + 1 }
        case .map(let members): members.reduce(3) { $0 + $1.key.utf8.count + $1.value.byteCount + 1 }
        case .stringSet(let texts): texts.reduce(0) { $0 + $1.utf8.count }
        case .numberSet(let texts): texts.reduce(0) { $0 + Self.byteCount(ofNumber: $1) }
        }
    }

    /// Counts one byte for each two significant digits, one for the exponent, and one for a minus sign. AWS calls its
    /// rule approximate; this count is never less.
    private static func byteCount(ofNumber text: String) -> Int {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
            .filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return (digits.count + 1) / 2 + 1 + (text.utf8.first == UInt8(ascii: "-") ? 1 : 0)
    }
}

extension DynamoDB {
    /// The maximum size of one item in bytes, attribute names included: 400 kB.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    public static let itemByteLimit = 409_600
}

extension [String: AttributeValue] {
    /// The number of bytes that DynamoDB counts for the item, attribute names included.
    public var byteCount: Int { reduce(0) { $0 + $1.key.utf8.count + $1.value.byteCount } }
}
