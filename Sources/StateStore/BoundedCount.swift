/// A count in a document, held to 0…1,000,000,000 when it is read.
///
/// A table is written by people too. Whatever number one of them leaves in a document, the function counts on from it, multiplies it with
/// seconds and takes it for an index, and none of that overflows.
@propertyWrapper
public struct BoundedCount: Sendable, Hashable {
    /// The largest count that is read.
    public static let largest = 1_000_000_000

    public var wrappedValue: Int

    public init(wrappedValue: Int) { self.wrappedValue = wrappedValue }
}

extension BoundedCount: Codable {
    /// - Throws: `DecodingError` for what is no whole number of 64 bits.
    public init(from decoder: any Decoder) throws {
        let number = try decoder.singleValueContainer().decode(Int.self)
        wrappedValue = min(max(number, 0), Self.largest)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}
