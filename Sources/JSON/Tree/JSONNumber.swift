/// A number as JSON writes it, with all of its digits.
///
/// Two numbers are equal when their texts are equal: `1` and `1.0` are not. To compare the values, use ``double`` or
/// ``int64``.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public let text: String

    init(unchecked text: String) { self.text = text }

    public init(_ value: some BinaryInteger) { text = String(value) }
    public init(integerLiteral value: Int64) { self.init(value) }

    /// Makes a number with the shortest text that reads back as the same `Double`. A whole number gets no fraction.
    ///
    /// - Returns: `nil` for infinities and NaN, which JSON does not have.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = Self.text(of: value)
    }

    /// Makes a number from its text.
    ///
    /// - Returns: `nil` for text that is not a number by RFC 8259.
    public init?(_ text: String) {
        guard let number = try? JSONDocument(text).root.number, number.text.utf8.count == text.utf8.count else {
            return nil
        }
        self = number
    }

    /// The value as a whole number; `nil` for a number that has a fraction or does not fit.
    public var int64: Int64? { whole(Int64.self) }

    /// The value as a whole number; `nil` for a number that is negative, has a fraction or does not fit.
    public var uint64: UInt64? { whole(UInt64.self) }

    /// The value as the nearest `Double`; `nil` for a number larger than any `Double`.
    public var double: Double? {
        var text = text
        let value = text.withUTF8(Self.double)
        return value.isFinite ? value : nil
    }

    public var description: String { text }

    private func whole<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
        var text = text
        return text.withUTF8 { if case .value(let value) = Self.integer($0, Integer.self) { value } else { nil } }
    }

    static func text(of value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
