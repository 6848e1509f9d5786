/// The layout of a JSON text.
public struct JSONFormat: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Members ordered by the bytes of their names, where the same value must give the same bytes.
    public static let sortedKeys = JSONFormat(rawValue: 1)
    /// One member or element a line, indented by two spaces, for people.
    public static let pretty = JSONFormat(rawValue: 2)
}
