import FormEncoding

/// Texts of a log line in the text format. Keys of objects and messages of peers are in them: none may look like a field, or
/// like a line of its own.
enum LogLineEscaping {
    /// Bytes of one text; a longer one is cut. CloudWatch Logs takes 256 KiB a line.
    static let longest = 8_192

    /// Escapes a message: control characters become spaces, and what looks like a field (` outcome=`) is broken by a backslash.
    static func message(_ text: String) -> String { escaped(text.cut(toBytes: longest)) }

    /// Escapes a field's value: it gets quotes when it is empty or has a space or a quote in it.
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
