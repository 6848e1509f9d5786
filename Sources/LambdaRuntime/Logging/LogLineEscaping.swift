import FormEncoding

/// Escapes the texts of a log line in the text format. A text may contain an object's key or a peer's message: it must
/// not look like a field, or like a line of its own.
enum LogLineEscaping {
    /// The maximum length of one text, in bytes; a longer text is shortened. CloudWatch Logs accepts 256 KiB per line.
    static let longest = 8_192

    /// Escapes a message. Control characters become spaces, and text that looks like a field (` outcome=`) gets a
    /// backslash.
    static func message(_ text: String) -> String { escaped(text.cut(toBytes: longest)) }

    /// Escapes a field's value, and adds quotes to a value that is empty or contains a space or a quote.
    static func value(_ text: String) -> String {
        let value = escaped(text.cut(toBytes: longest))
        let isPlain = !value.isEmpty && !value.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "\"" }
        guard !isPlain else { return value }
        var quoted = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        // A word behind white space, or at the beginning, is a field's name once `=` follows.
        var isWord = true
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
                || scalar.properties.generalCategory == .paragraphSeparator
            if scalar == "=", isWord { escaped.append("\\") }
            if isControl || scalar.properties.isWhitespace {
                isWord = true
            } else if !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
                || scalar == "."
                || scalar == "-")
            {
                isWord = false
            }
            escaped.append(isControl ? " " : scalar)
        }
        return String(escaped)
    }
}
