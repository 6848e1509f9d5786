import UTCTime

extension UTCTime {
    /// `2026-11-21 00:55:15`, with milliseconds when there are any.
    var sql: String {
        let text = String(rfc3339.dropLast()).replacing("T", with: " ")
        return text.hasSuffix(".000") ? String(text.dropLast(4)) : text
    }

    /// By a pattern of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` and characters that are no letters, which stand for themselves.
    /// `nil` for any other letter.
    func formatted(_ pattern: String) -> String? {
        let text = Array(rfc3339.utf8)
        let fields: [(name: String, range: Range<Int>)] = [
            ("yyyy", 0..<4), ("MM", 5..<7), ("dd", 8..<10), ("HH", 11..<13), ("mm", 14..<16), ("ss", 17..<19),
        ]
        var rest = Substring(pattern)
        var result = ""
        while let first = rest.first {
            if let field = fields.first(where: { rest.hasPrefix($0.name) }) {
                result += String(decoding: text[field.range], as: UTF8.self)
                rest = rest.dropFirst(field.name.count)
            } else if first.isLetter {
                return nil
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
