/// A pattern, such as `yyyy-MM-dd'T'HH`, that writes a time as text.
///
/// A pattern is made of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, of other characters that are not letters, and of text in
/// single quotes, in which `''` is a quote. The letters are those of Unicode's date patterns (UTS #35). The other
/// letters of that standard are refused, because in a file name most of them are mistakes.
public struct DatePattern: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case unit(CalendarUnit)
    }

    private let parts: [Part]
    /// The pattern's text.
    public let text: String
    /// The finest unit that the pattern shows together with all coarser units. Times that differ in this unit have
    /// different texts. `nil` when the pattern does not show the year, because its texts then repeat.
    public let distinguishes: CalendarUnit?
    /// The units that the pattern shows.
    public let units: Set<CalendarUnit>

    /// Reads a pattern.
    ///
    /// - Parameter text: the pattern.
    /// - Throws: ``DatePatternError``, whose message completes the sentence "the pattern …".
    public init(_ text: String) throws(DatePatternError) {
        var parts: [Part] = []
        var literal = ""
        var rest = Array(text.unicodeScalars)[...]
        while let first = rest.first {
            if first == "'" {
                guard let quoted = Self.takeQuoted(&rest) else {
                    throw DatePatternError(message: "has a quote ' that does not close")
                }
                literal += quoted
            } else if Self.isLetter(first) {
                let run = rest.prefix { $0 == first }
                rest = rest.dropFirst(run.count)
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(.unit(try Self.unit(String(String.UnicodeScalarView(run)))))
            } else {
                literal.unicodeScalars.append(first)
                rest = rest.dropFirst()
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        let shown = Set(parts.compactMap { if case .unit(let unit) = $0 { unit } else { nil } })
        guard !shown.isEmpty else {
            throw DatePatternError(message: "shows nothing of the date; \(Self.rule)")
        }
        if shown.contains(.minute), !shown.contains(.hour) {
            throw DatePatternError(message: "has mm, which is minutes, without HH; the month is MM")
        }
        if shown.contains(.month), shown.contains(.hour), !shown.contains(.day), !shown.contains(.minute) {
            throw DatePatternError(message: "has MM, which is the month, beside HH and without dd; minutes are mm")
        }
        self.parts = parts
        self.text = text
        units = shown
        distinguishes = CalendarUnit.allCases.prefix { shown.contains($0) }.last
    }

    /// The rules for patterns, for use in messages.
    public static let rule =
        "a pattern is made of yyyy, MM, dd, HH, mm, ss, text in '…' and characters that are no letters"

    /// Writes a time as text.
    ///
    /// - Parameter zone: the time zone whose local time is written.
    public func text(of time: UTCTime, in zone: TimeZoneRules = .utc) -> String {
        let local = zone.local(time)
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .unit(.year): result += padded(local.year, 4)
            case .unit(.month): result += padded(local.month)
            case .unit(.day): result += padded(local.day)
            case .unit(.hour): result += padded(local.hour)
            case .unit(.minute): result += padded(local.minute)
            case .unit(.second): result += padded(local.second)
            }
        }
        return result
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func unit(_ letters: String) throws(DatePatternError) -> CalendarUnit {
        switch letters {
        case "yyyy": return .year
        case "MM": return .month
        case "dd": return .day
        case "HH": return .hour
        case "mm": return .minute
        case "ss": return .second
        default: break
        }
        let meant =
            switch letters.first {
            case "y", "u": "the year is yyyy"
            case "Y": "the year is yyyy (YYYY is the year that the week belongs to)"
            case "M", "L": "the month is MM"
            case "d": "the day is dd"
            case "D": "the day of the month is dd (DD is the day of the year)"
            case "H", "h", "k", "K": "the hour, 00 to 23, is HH"
            case "m": "minutes are mm"
            case "s", "S": "seconds are ss"
            default: "letters that stand for themselves are in quotes: '\(letters)'"
            }
        throw DatePatternError(message: "has \"\(letters)\"; \(meant)")
    }

    /// Removes `'text'` from the beginning of `rest`, and returns the text. `''` is a quote, inside and outside of
    /// quoted text.
    private static func takeQuoted(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        rest = rest.dropFirst()
        if rest.first == "'" {
            rest = rest.dropFirst()
            return "'"
        }
        var text = ""
        while let scalar = rest.first {
            rest = rest.dropFirst()
            if scalar != "'" {
                text.unicodeScalars.append(scalar)
            } else if rest.first == "'" {
                text += "'"
                rest = rest.dropFirst()
            } else {
                return text
            }
        }
        return nil
    }
}
