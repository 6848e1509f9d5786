/// A count in a document. When it is read or written, it must be between 0 and 1,000,000,000.
///
/// People also write to the table. The function adds to their number, multiplies it by seconds and uses it as an index,
/// and with this limit nothing overflows. A number outside the limit is refused and not replaced, because names of
/// statements, folders and manifests contain counts: after a replacement two states could have the same name.
@propertyWrapper
public struct BoundedCount: Sendable, Hashable {
    /// The largest count.
    public static let largest = 1_000_000_000

    public var wrappedValue: Int

    public init(wrappedValue: Int) { self.wrappedValue = wrappedValue }

    /// The reason why the count is refused; `nil` for a valid count.
    private var problem: String? {
        if (0...Self.largest).contains(wrappedValue) { return nil }
        return
            "is \(wrappedValue), and a count goes from 0 to 1,000,000,000: somebody changed it in the table; correct the number in the item's document, or delete the item"
    }
}

extension BoundedCount: Codable {
    /// Reads a count.
    ///
    /// - Throws: `DecodingError` for anything but a whole number of 0…1,000,000,000.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = try container.decode(Int.self)
        if let problem { throw DecodingError.dataCorruptedError(in: container, debugDescription: problem) }
    }

    /// Writes a count.
    ///
    /// - Throws: `EncodingError` for a number that could not be read again.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let problem {
            let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: problem)
            throw EncodingError.invalidValue(wrappedValue, context)
        }
        try container.encode(wrappedValue)
    }
}
