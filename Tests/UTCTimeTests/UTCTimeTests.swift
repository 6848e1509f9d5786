import Testing

@testable import UTCTime

@Suite struct UTCTimeTests {
    static let moments: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_440_938_160_000, "2015-08-30T12:36:00.000Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]

    @Test(arguments: moments) func writesAndReadsRFC3339(milliseconds: Int64, text: String) {
        #expect(UTCTime(millisecondsSinceEpoch: milliseconds).rfc3339 == text)
        #expect(UTCTime(iso8601: text)?.millisecondsSinceEpoch == milliseconds)
    }

    @Test func writesTheFormsOfSigV4() {
        let time = UTCTime(millisecondsSinceEpoch: 1_440_938_160_000)
        #expect(time.basic == "20150830T123600Z")
        #expect(time.basicDate == "20150830")
        #expect(UTCTime(iso8601: "20150830T123600Z") == time)
    }

    @Test func readsAFractionOfAnyLength() {
        #expect(UTCTime(iso8601: "2026-11-21T00:00:00.5Z")?.millisecondsSinceEpoch == 1_795_219_200_500)
        #expect(UTCTime(iso8601: "2026-11-21T00:00:00.123456789Z")?.millisecondsSinceEpoch == 1_795_219_200_123)
    }

    @Test(arguments: ["2026-11-21T01:00:00+01:00", "2026-11-20T18:30:00.000-0530", "2026-11-21T00:00:00Z"])
    func readsOffsets(text: String) {
        #expect(UTCTime(iso8601: text)?.millisecondsSinceEpoch == 1_795_219_200_000)
    }

    @Test func readsHTTPDates() {
        #expect(UTCTime(httpDate: "Sun, 30 Aug 2015 12:36:00 GMT")?.basic == "20150830T123600Z")
    }

    @Test(arguments: [
        "", "Z", "2026", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-02-31T00:00:00Z", "2026-04-31T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "Tue, 31 Feb 2026 00:00:00 GMT",
        "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T0:0:0Z",
    ])
    func refusesWhatIsNotATime(text: String) {
        #expect(UTCTime(iso8601: text) == nil)
        #expect(UTCTime(httpDate: text) == nil)
    }

    @Test func everyDayOfFourHundredYearsReadsBackAsItself() {
        for day in stride(from: -100 * 365, to: 300 * 365, by: 1) {
            let date = civilFromDays(day)
            #expect(daysFromCivil(date.year, date.month, date.day) == day)
        }
    }

    @Test func extremesAreHeldToTheCalendar() {
        #expect(UTCTime(millisecondsSinceEpoch: .max).rfc3339.hasPrefix("9999"))
        #expect(UTCTime(millisecondsSinceEpoch: .min).rfc3339.hasPrefix("0001"))
        #expect(UTCTime.now().advanced(by: .seconds(Int64.max)).rfc3339.hasPrefix("9999"))
    }
}
