/// Escapes a text for use between two XML tags.
func escapedForXML(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        // Written as they are, a parser would make spaces or nothing of them.
        case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
        // XML 1.0 has no way to write these; S3 takes them as references, as it sends them.
        case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "&#\(scalar.value);"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
