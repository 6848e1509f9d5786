import Testing

@testable import UTCTime

@Suite struct DatePatternTests {
    static let texts: [(pattern: String, text: String)] = [
        ("yyyy-MM-dd", "2026-11-21"), ("yyyyMMddHHmmss", "20261121034452"), ("yyyy-MM-dd'T'HH", "2026-11-21T03"),
        ("'year='yyyy/'month='MM", "year=2026/month=11"), ("yyyy''MM", "2026'11"), ("'it''s 'yyyy", "it's 2026"),
        ("yyyy.MM_dd é", "2026.11_21 é"), ("HH:mm", "03:44"),
    ]

    @Test(arguments: texts) func writesATime(pattern: String, text: String) throws {
        let time = try #require(UTCTime(iso8601: "2026-11-21T03:44:52Z"))
        #expect(try DatePattern(pattern).text(of: time) == text)
    }

    static let mistakes: [(pattern: String, message: String)] = [
        ("YYYY", #"has "YYYY"; the year is yyyy (YYYY is the year that the week belongs to)"#),
        ("yy", #"has "yy"; the year is yyyy"#),
        ("yyyy-M", #"has "M"; the month is MM"#),
        ("yyyy-MM-DD", #"has "DD"; the day of the month is dd (DD is the day of the year)"#),
        ("yyyy-mm-dd", "has mm, which is minutes, without HH; the month is MM"),
        ("yyyyMMddhh", #"has "hh"; the hour, 00 to 23, is HH"#),
        ("HH:MM", "has MM, which is the month, beside HH and without dd; minutes are mm"),
        ("yyyy-MM-ddTHH", #"has "T"; letters that stand for themselves are in quotes: 'T'"#),
        ("yyyyy", #"has "yyyyy"; the year is yyyy"#),
        ("yyyy 'x", "has a quote ' that does not close"),
        ("-", "shows nothing of the date; \(DatePattern.rule)"),
        ("'x'", "shows nothing of the date; \(DatePattern.rule)"),
        ("", "shows nothing of the date; \(DatePattern.rule)"),
    ]

    @Test(arguments: mistakes) func saysWhichLetterWasMeant(pattern: String, message: String) {
        #expect(throws: DatePatternError(message: message)) { try DatePattern(pattern) }
    }

    @Test func knowsHowFineItIs() throws {
        let cases: [(String, CalendarUnit?)] = [
            ("yyyy", .year), ("yyyy-MM", .month), ("yyyy-MM-dd", .day), ("MM-dd", nil), ("yyyy-dd", .year),
            ("yyyyMMddHHmmss", .second), ("yyyy-MM-dd mm:HH", .minute),
        ]
        for (pattern, unit) in cases { #expect(try DatePattern(pattern).distinguishes == unit, "\(pattern)") }
    }
}
