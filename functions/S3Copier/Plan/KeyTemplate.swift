import UTCTime

/// How a copy's key is made from its source's: text with placeholders.
///
/// - `{key}`, `{basename}` (behind the last `/`), `{ext}` (behind its last `.`, or nothing), `{bucket}`
/// - `{date:yyyy/MM/dd}`: when the source was written, in UTC; letters `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`
struct KeyTemplate: Sendable, Equatable {
    private enum Part: Equatable {
        case text(String)
        case key
        case basename
        case ext
        case bucket
        case date([DatePart])
    }

    private enum DatePart: Equatable {
        case text(String)
        /// Which characters of `2026-11-21T03:44:52`.
        case digits(Range<Int>)
    }

    static let sameKey = KeyTemplate(parts: [.key])

    private let parts: [Part]

    /// Whether a moment must be known.
    let needsDate: Bool

    private init(parts: [Part]) {
        self.parts = parts
        needsDate = parts.contains { if case .date = $0 { true } else { false } }
    }

    /// `nil` for a brace that does not close, a placeholder that does not exist, or a template that names no part of the
    /// key: all its copies would overwrite each other.
    init?(_ template: String) {
        var parts: [Part] = []
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{") {
            if open != rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}"),
                let part = Self.part(rest[rest.index(after: open)..<close])
            else { return nil }
            parts.append(part)
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        guard parts.contains(.key) || parts.contains(.basename) else { return nil }
        self.init(parts: parts)
    }

    private static func part(_ name: Substring) -> Part? {
        switch name {
        case "key": return .key
        case "basename": return .basename
        case "ext": return .ext
        case "bucket": return .bucket
        case _ where name.hasPrefix("date:"):
            let parts = datePattern(name.dropFirst("date:".count))
            return parts.contains { if case .digits = $0 { true } else { false } } ? .date(parts) : nil
        default: return nil
        }
    }

    private static func datePattern(_ pattern: Substring) -> [DatePart] {
        let letters: [(name: String, digits: Range<Int>)] = [
            ("yyyy", 0..<4), ("MM", 5..<7), ("dd", 8..<10), ("HH", 11..<13), ("mm", 14..<16), ("ss", 17..<19),
        ]
        var parts: [DatePart] = []
        var text = ""
        var rest = pattern
        while let character = rest.first {
            if let match = letters.first(where: { rest.hasPrefix($0.name) }) {
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts.append(.digits(match.digits))
                rest = rest.dropFirst(match.name.count)
            } else {
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        return text.isEmpty ? parts : parts + [.text(text)]
    }

    /// - Parameter date: when the source was written; `nil` only if ``needsDate`` is false.
    func key(for source: String, in bucket: String, date: UTCTime?) -> String {
        if parts == [.key] { return source }
        // By bytes again: a combining mark behind a slash would make one Character with it, and hide it.
        let bytes = source.utf8
        let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) } ?? bytes.startIndex
        let name = source[nameStart...]
        let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        return parts.map { part in
            switch part {
            case .text(let text): text
            case .key: source
            case .basename: String(name)
            case .ext: dot.map { String(name[name.utf8.index(after: $0)...]) } ?? ""
            case .bucket: bucket
            case .date(let parts): Self.text(of: parts, date)
            }
        }.joined()
    }

    private static func text(of parts: [DatePart], _ date: UTCTime?) -> String {
        let digits = Array((date?.rfc3339 ?? "").utf8)
        return parts.map { part in
            switch part {
            case .text(let text): text
            case .digits(let range):
                range.upperBound <= digits.count ? String(decoding: digits[range], as: UTF8.self) : ""
            }
        }.joined()
    }
}
