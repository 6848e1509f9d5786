import Testing

@testable import RedshiftUnloader

@Suite struct PlanWindowTests {
    // MARK: Windows and places

    /// Two windows must not have one place, unless the plan says so.
    @Test(arguments: [
        ("hour", "x/${window.from:yyyy-MM-dd-HH}/", true),
        ("hour", "x/${window.from:yyyy/MM/dd}/${window.to:HH}/", false),
        ("hour", "x/dt=${window.from:yyyy-MM-dd}/", false),
        ("day", "x/dt=${window.from:yyyy-MM-dd}/", true),
        ("day", "x/${window.to:yyyy}/${window.to:MM}/${window.to:dd}/", true),
        ("day", "x/", false), ("day", "x/${window.from:MM-dd}/", false), ("week", "x/${window.from:yyyy-MM}/", false),
        ("week", "x/${window.from:yyyyMMdd}/", true), ("month", "x/${window.from:yyyy-MM}/", true),
        ("month", "x/${window.from:yyyy}/", false), ("day", "x/${run}/", true),
        ("day", "x/${scheduled:yyyyMMddHHmmss}/", false),
    ])
    func windowsHavePlacesOfTheirOwn(every: String, to: String, isApart: Bool) {
        let text =
            #"{"window": {"every": "\#(every)"}, "exports": [{"schema": "s", "table": "t", "window_column": "at", "to": "\#(to)"}]}"#
        let found = planProblems(text)
        #expect(found.isEmpty == isApart, "\(found)")
        #expect(found.allSatisfy { $0.contains("one place for several windows") })
        let replacing = text.replacing(#""table": "t""#, with: #""table": "t", "write_disposition": "replace""#)
        #expect(planProblems(replacing) == [])
    }

    @Test(arguments: [
        ("timestamp", "x/", false), ("timestamp", "x/${window.to:HHmmss}/", true),
        ("integer", "x/${window.to:yyyy}/", false),
        ("integer", "x/${scheduled:yyyyMMddHHmmss}/", true), ("text", "x/${run}/", true), ("integer", "x/", false),
    ])
    func watermarksHavePlacesOfTheirOwn(type: String, to: String, isTaken: Bool) {
        let initial = ["integer": "0", "text": "\"\""][type] ?? "2026-01-01T00:00:00Z"
        let found = planProblems(
            "window: {watermark: at, type: \(type), initial: \(initial)}\nexports: [{schema: s, table: t, to: \"\(to)\"}]"
        )
        #expect(found.isEmpty == isTaken, "\(found)")
    }

    @Test(arguments: [
        ("{every: day, timezone: Europe/Berlin, lag: 1h, catch_up: 3}", "day in Europe/Berlin"),
        ("{every: week}", "week in UTC"),
        ("{watermark: at, initial: 2026-01-01T00:00:00Z, lookback: 15m}", "watermark by timestamp"),
        ("{watermark: id, type: integer, initial: 0, lookback: 1000}", "watermark by integer"),
        ("{watermark: id, type: date, initial: 2026-01-01T00:00:00Z, timezone: Asia/Tokyo}", "watermark by date"),
    ])
    func takesWindows(window: String, kind: String) throws {
        let plan = try readPlan("window: \(window)\nexports: [{schema: s, table: t, window_column: null, to: x/}]")
        #expect(plan.window.kind == kind)
    }

    @Test(arguments: [
        ("{every: hour, timezone: Europe/Berlin}", "timezone"), ("{every: day, initial: 0}", "initial"),
        ("{every: day, watermark: at}", "watermark"), ("{}", "every"), ("{watermark: at}", "initial"),
        ("{watermark: at, initial: 2026-02-31T00:00:00Z}", "initial"), ("{watermark: at, initial: 5}", "initial"),
        ("{watermark: at, type: integer, initial: x}", "initial"),
        ("{watermark: at, type: text, initial: a, lookback: 1}", "lookback"),
        ("{watermark: at, type: integer, initial: 0, lag: 5m}", "lag"),
        ("{watermark: at, initial: 2026-01-01T00:00:00Z, catch_up: 1}", "catch_up"),
        ("{every: day, timezone: Europe/Berln}", "timezone"), ("{every: day, lag: 60}", "lag"),
    ])
    func refusesWindows(window: String, word: String) {
        let found = planProblems("window: \(window)\nexports: [{schema: s, table: t, window_column: null, to: x/}]")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(word) == true, "\(found)")
    }
}
