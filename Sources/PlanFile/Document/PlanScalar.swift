/// A value that is neither a list nor a mapping.
public struct PlanScalar: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// A number with a fraction or an exponent, or a whole number that does not fit into 64 bits.
        case number(Double)
        case text
    }

    public let value: Value
    /// The text as written, without quotes and with its escapes replaced.
    public let text: String

    public init(_ value: Value, text: String) {
        self.value = value
        self.text = text
    }

    /// The text for a message, shortened if it is longer than 80 characters.
    var shortened: String { text.unicodeScalars.count <= 80 ? text : "\(String(text.unicodeScalars.prefix(77)))…" }
    var quoted: String { value == .text ? "\"\(shortened)\"" : shortened }
}
