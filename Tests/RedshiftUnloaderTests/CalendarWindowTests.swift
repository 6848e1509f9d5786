import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct CalendarWindowTests {
    private func time(_ text: String) throws -> UTCTime { try #require(UTCTime(iso8601: text)) }

    private func window(
        _ period: CalendarPeriod,
        zone: String = "UTC",
        lag: Int = 0,
        catchUp: Int = 7
    ) throws -> CalendarWindow {
        CalendarWindow(
            period: period,
            zone: try TimeZoneDatabase.standard.zone(zone),
            lag: .seconds(60 * lag),
            catchUp: catchUp
        )
    }

    @Test(arguments: [
        (CalendarPeriod.day, 0, "2026-11-21T02:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.day, 121, "2026-11-21T02:00:00Z", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"),
        (.day, 120, "2026-11-21T02:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.hour, 15, "2026-11-21T02:10:00Z", "2026-11-21T00:00:00Z", "2026-11-21T01:00:00Z"),
        (.week, 0, "2026-11-21T02:10:00Z", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"),
        (.month, 0, "2026-11-21T02:10:00Z", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        (.day, 0, "1969-12-31T23:00:00Z", "1969-12-30T00:00:00Z", "1969-12-31T00:00:00Z"),
    ])
    func theLastOneEndsBeforeTheLag(period: CalendarPeriod, lag: Int, at: String, from: String, to: String) throws {
        #expect(
            try window(period, lag: lag).last(at: time(at)) == TimeWindow(from: try time(from), to: try time(to))
        )
    }

    /// `cron(0 2 * * ? *)` in Europe/Berlin, over both changes of the clocks: each day once, none left out.
    @Test(arguments: ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])
    func eachDayComesOnceWhateverTheClocksDo(zone: String) throws {
        let berlin = try TimeZoneDatabase.standard.zone("Europe/Berlin")
        let days = try window(.day, zone: zone)
        var cursor: UTCTime?
        var seen: [TimeWindow] = []
        var day = try time("2025-03-01T00:00:00Z")
        while day < (try time("2026-04-15T00:00:00Z")) {
            let local = berlin.period(.day, holding: day)
            let schedule = local.lowerBound.advanced(by: .seconds(7200))
            let due = days.due(after: cursor, at: schedule).windows
            #expect(cursor == nil || (0...2).contains(due.count))
            for window in due {
                #expect(cursor == nil || window.from == cursor)
                cursor = window.to
                seen.append(window)
            }
            day = local.upperBound
        }
        #expect(Set(seen.map(\.text)).count == seen.count)
        #expect(seen.count >= 408)
    }

    @Test func missedWindowsAreMadeUpForInOrderAndNotAllAtOnce() throws {
        let days = try window(.day, catchUp: 2)
        let (first, others) = days.due(after: try time("2026-11-10T00:00:00Z"), at: try time("2026-11-15T02:00:00Z"))
        #expect(first.map { $0.from.rfc3339.prefix(10) } == ["2026-11-10", "2026-11-11", "2026-11-12"])
        #expect(others == 2)
        let rest = days.due(after: try #require(first.last?.to), at: try time("2026-11-16T02:00:00Z"))
        #expect(rest.windows.map { $0.from.rfc3339.prefix(10) } == ["2026-11-13", "2026-11-14", "2026-11-15"])
        #expect(rest.others == 0)
        let none = try window(.day, catchUp: 0).due(
            after: try time("2026-11-10T00:00:00Z"),
            at: try time("2026-11-15T02:00:00Z")
        )
        #expect(none.windows.map { $0.from.rfc3339.prefix(10) } == ["2026-11-14"])
        #expect(none.others == 4)
    }

    @Test func aScheduleThatComesAgainHasNothingDue() throws {
        let days = try window(.day)
        #expect(days.due(after: try time("2026-11-15T00:00:00Z"), at: try time("2026-11-15T02:00:00Z")).windows.isEmpty)
        #expect(days.due(after: try time("2026-11-15T00:00:00Z"), at: try time("2026-11-01T02:00:00Z")).windows.isEmpty)
    }

    @Test func aCursorWithinAWindowLeavesNothingOut() throws {
        let weeks = try window(.week).due(after: try time("2026-11-11T00:00:00Z"), at: try time("2026-11-21T00:00:00Z"))
        #expect(weeks.windows.first?.from == (try time("2026-11-09T00:00:00Z")))
    }

    @Test func aBackfillHasWholeWindowsThatAreOver() throws {
        let days = try window(.day, lag: 60)
        let (windows, notOver) = days.windows(
            from: try time("2026-11-01T05:00:00Z"),
            to: try time("2026-11-07T23:00:00Z"),
            overAt: try time("2026-11-05T00:30:00Z")
        )
        #expect(windows.map { $0.from.rfc3339.prefix(10) } == ["2026-11-02", "2026-11-03"])
        #expect(notOver == 3)
    }
}
