/// The tokens of an item's last writes, the newest first: attribute `writer`.
///
/// A write whose answer was lost is sent again and refused, for its condition holds no more. Its token in the item tells it
/// from a write of somebody else, also when others wrote after it.
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

    /// 64 random bits in 16 characters, so that an item's size does not depend on chance.
    static func newToken() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
