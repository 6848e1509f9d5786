/// A count in a document, held to 0…1,000,000,000 when it is read and when it is written.
///
/// A table is written by people too. Whatever number one of them leaves in a document, the function counts on from it, multiplies it with
/// seconds and takes it for an index, and none of that overflows. Another number is refused, not replaced: names of statements,
/// folders and manifests are made of counts, and two states that were held to one number would have one name.
@propertyWrapper
public struct BoundedCount: Sendable, Hashable {
    /// The largest count.
    public static let largest = 1_000_000_000

    public var wrappedValue: Int

    public init(wrappedValue: Int) { self.wrappedValue = wrappedValue }

    /// The reason why the count is refused; `nil` when it is not.
    private var problem: String? {
        if (0...Self.largest).contains(wrappedValue) { return nil }
        return
            "is \(wrappedValue), and a count goes from 0 to 1,000,000,000: somebody changed it in the table; correct the number in the item's document, or delete the item"
    }
}

extension BoundedCount: Codable {
    /// - Throws: `DecodingError` for what is no whole number of 0…1,000,000,000.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = try container.decode(Int.self)
        if let problem { throw DecodingError.dataCorruptedError(in: container, debugDescription: problem) }
    }

    /// - Throws: `EncodingError` for a number that would not be read again.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let problem {
            let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: problem)
            throw EncodingError.invalidValue(wrappedValue, context)
        }
        try container.encode(wrappedValue)
    }
}
