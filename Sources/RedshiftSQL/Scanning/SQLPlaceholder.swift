/// A placeholder for a typed literal in a piece of SQL: `${name}` or `${name:pattern}`.
public struct SQLPlaceholder: Sendable, Equatable {
    /// The text before the colon: `window.from`.
    public let name: String
    /// The text after the colon: `yyyy-MM-dd`; `nil` when there is no colon.
    public let pattern: String?

    public init(name: String, pattern: String? = nil) {
        self.name = name
        self.pattern = pattern
    }

    init(_ inside: ArraySlice<UInt8>) {
        let colon = inside.firstIndex(of: UInt8(ascii: ":"))
        name = String(decoding: inside[..<(colon ?? inside.endIndex)], as: UTF8.self)
        pattern = colon.map { String(decoding: inside[($0 + 1)...], as: UTF8.self) }
    }

    public var description: String { "${\(name)\(pattern.map { ":\($0)" } ?? "")}" }
}
