/// Quoting of Redshift's literals and identifiers. Everything that reaches a statement from outside goes through here.
enum SQLQuoting {
    /// Bytes of the longest identifier.
    static let longestIdentifier = 127

    /// A string literal: `'` and `\` doubled, for Redshift reads a backslash in a literal as an escape. The text must
    /// have no NUL, which no literal can hold; plans with one are refused.
    /// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
    static func literal(_ text: String) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "'")]
        quoted.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { quoted.append(byte) }
            quoted.append(byte)
        }
        quoted.append(UInt8(ascii: "'"))
        return String(decoding: quoted, as: UTF8.self)
    }

    /// A quoted identifier. Redshift still folds ASCII letters to lower case, unless `enable_case_sensitive_identifier`.
    static func identifier(_ name: String) -> String {
        "\"\(name.replacing("\"", with: "\"\""))\""
    }

    /// `nil` when the name can be an identifier; else what is wrong with it.
    static func problem(withIdentifier name: String) -> String? {
        if name.isEmpty { return "a name must not be empty" }
        if name.utf8.contains(0) { return "a name must not contain a NUL character" }
        if name.utf8.count > longestIdentifier {
            return "\"\(name)\" is \(name.utf8.count) bytes long; names have at most \(longestIdentifier)"
        }
        return nil
    }
}
