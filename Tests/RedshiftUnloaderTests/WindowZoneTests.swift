import Testing
import UTCTime

@testable import RedshiftUnloader

/// Windows of the calendar in time zones whose clocks do unusual things.
@Suite struct WindowZoneTests {
    private func time(_ text: String) throws -> UTCTime { try #require(UTCTime(iso8601: text)) }

    private func window(_ period: CalendarPeriod, _ zone: String, catchUp: Int = 7) throws -> CalendarWindow {
        CalendarWindow(
            period: period,
            zone: try TimeZoneDatabase.standard.zone(zone),
            lag: .zero,
            catchUp: catchUp
        )
    }

    private static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Havana", "America/Asuncion",
        "America/Sao_Paulo", "Asia/Kathmandu", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Africa/Casablanca",
        "Africa/Cairo", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "Pacific/Chatham",
        "Pacific/Kiritimati", "Europe/Dublin",
    ]

    private static func periods() -> [(CalendarPeriod, String)] {
        zones.flatMap { zone in [CalendarPeriod.day, .week, .month].map { ($0, zone) } }
    }

    /// From 2008 to 2028: every moment is in one window, and each window's date is another.
    @Test(arguments: periods()) func everyMomentIsInOneWindow(period: CalendarPeriod, zone: String) throws {
        let calendar = try window(period, zone)
        let pattern = try DatePattern("yyyy-MM-dd")
        for year in stride(from: 2008, to: 2028, by: 10) {
            let windows = calendar.windows(
                from: try time("\(year)-01-01T00:00:00Z"),
                to: try time("\(year + 10)-01-01T00:00:00Z")
            )
            #expect(windows.count > 100)
            #expect(windows.allSatisfy { $0.from < $0.to })
            #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.to == $1.from })
            let dates = windows.map { pattern.text(of: $0.from, in: calendar.zone) }
            #expect(Set(dates).count == dates.count)
            #expect(dates == dates.sorted())
        }
    }

    @Test(arguments: [
        // Clocks that move by half an hour, or at midnight; days that there were not.
        ("Australia/Lord_Howe", "2026-04-04T20:00:00Z", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T20:00:00Z", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"),
        ("America/St_Johns", "2026-11-01T12:00:00Z", "2026-11-01T02:30:00Z", "2026-11-02T03:30:00Z"),
        ("America/Havana", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),
        ("America/Asuncion", "2023-10-01T12:00:00Z", "2023-10-01T04:00:00Z", "2023-10-02T03:00:00Z"),
        ("Pacific/Apia", "2011-12-30T08:00:00Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"),
        ("Asia/Kathmandu", "2026-07-01T00:00:00Z", "2026-06-30T18:15:00Z", "2026-07-01T18:15:00Z"),
        ("Africa/Casablanca", "2026-02-15T12:00:00Z", "2026-02-14T23:00:00Z", "2026-02-16T00:00:00Z"),
        ("Africa/Casablanca", "2026-03-22T12:00:00Z", "2026-03-22T00:00:00Z", "2026-03-22T23:00:00Z"),
    ])
    func aDayIsItsZonesOwn(zone: String, at: String, from: String, to: String) throws {
        let days = try window(.day, zone)
        #expect(
            TimeWindow(days.zone.period(.day, holding: try time(at)))
                == TimeWindow(from: try time(from), to: try time(to))
        )
    }

    @Test(arguments: [
        // Weeks begin on Monday; months are as long as they are, also with a change of the clocks.
        (CalendarPeriod.week, "2026-10-28T12:00:00Z", "2026-10-25T23:00:00Z", "2026-11-01T23:00:00Z"),
        (.week, "2026-10-25T12:00:00Z", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z"),
        (.month, "2026-10-15T12:00:00Z", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"),
        (.month, "2028-02-29T12:00:00Z", "2028-01-31T23:00:00Z", "2028-02-29T23:00:00Z"),
        (.month, "2026-12-31T22:59:59Z", "2026-11-30T23:00:00Z", "2026-12-31T23:00:00Z"),
        (.month, "2026-12-31T23:00:00Z", "2026-12-31T23:00:00Z", "2027-01-31T23:00:00Z"),
    ])
    func weeksAndMonthsOfBerlin(period: CalendarPeriod, at: String, from: String, to: String) throws {
        let calendar = try window(period, "Europe/Berlin")
        #expect(
            TimeWindow(calendar.zone.period(period, holding: try time(at)))
                == TimeWindow(from: try time(from), to: try time(to))
        )
    }

    /// Schedules that come late, early, twice, out of order, or not for days: each window comes once, in order.
    @Test(arguments: periods()) func everyWindowComesOnceHoweverTheSchedulesCome(
        period: CalendarPeriod,
        zone: String
    ) throws {
        let calendar = try window(period, zone, catchUp: 3)
        let start = try time("2025-09-20T05:00:00Z")
        var random = RandomSeries(state: 7)
        var cursor: UTCTime?
        var seen: [TimeWindow] = []
        for hour in stride(from: 0, to: 24 * 220, by: 9) where random.next() % 5 > 0 {
            // Up to two days too late, sometimes delivered twice.
            let time = start.advanced(by: .seconds(3600 * (hour - Int(random.next() % 48))))
            for _ in 0...(random.next() % 2) {
                for window in calendar.due(after: cursor, at: time).windows {
                    #expect(cursor == nil || window.from == cursor)
                    #expect(window.to <= time)
                    seen.append(window)
                    cursor = window.to
                }
            }
        }
        #expect(Set(seen.map(\.text)).count == seen.count)
        #expect(seen.count >= (period == .day ? 200 : period == .week ? 29 : 6))
    }
}

/// The same numbers in every run.
private struct RandomSeries {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
