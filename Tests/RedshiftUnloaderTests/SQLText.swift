/// The literals and quoted names of a statement, as Redshift's lexer reads them. Written from PostgreSQL's and Redshift's
/// documentation, not from the code under test.
struct SQLText {
    private(set) var literals: [String] = []
    private(set) var names: [String] = []

    /// - Returns: `nil` for a text that ends within a literal or a name.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "'"):
                guard let content = Self.content(&rest, quote: byte, hasBackslashes: true) else { return nil }
                literals.append(content)
            case UInt8(ascii: "\""):
                guard let content = Self.content(&rest, quote: byte, hasBackslashes: false) else { return nil }
                names.append(content)
            default: break
            }
        }
    }

    /// Two quotes in a row are one; in a literal a backslash takes the next byte as it is.
    private static func content(_ rest: inout ArraySlice<UInt8>, quote: UInt8, hasBackslashes: Bool) -> String? {
        var content: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote {
                guard rest.first == quote else { return String(decoding: content, as: UTF8.self) }
                rest.removeFirst()
                content.append(quote)
            } else if hasBackslashes, byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
                content.append(next)
            } else {
                content.append(byte)
            }
        }
        return nil
    }
}
