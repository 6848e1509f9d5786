/// The layout of a JSON text.
public struct JSONFormat: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Orders members by the bytes of their names, so that the same value always gives the same bytes.
    public static let sortedKeys = JSONFormat(rawValue: 1)
    /// Writes one member or element per line, indented by two spaces, for people.
    public static let pretty = JSONFormat(rawValue: 2)
}
