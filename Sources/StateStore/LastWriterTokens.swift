/// The tokens of an item's last writes, the newest first. They are in the attribute `writer`.
///
/// A write whose answer was lost is sent again, and is refused because its condition is no longer met. Its token in the
/// item shows that the first attempt succeeded, even when others wrote after it.
struct LastWriterTokens: Sendable, Equatable {
    static let most = 8

    private(set) var tokens: [Substring]

    init() { tokens = [] }
    init(_ text: String) { tokens = text.split(separator: " ") }

    var text: String { tokens.joined(separator: " ") }

    func contains(_ token: String) -> Bool { tokens.contains { $0 == token } }

    func adding(_ token: String) -> LastWriterTokens {
        var result = self
        result.tokens.insert(Substring(token), at: 0)
        result.tokens.removeLast(max(0, result.tokens.count - Self.most))
        return result
    }

    /// Makes a token of 64 random bits. It always has 16 characters, so that an item's size does not depend on chance.
    static func newToken() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
