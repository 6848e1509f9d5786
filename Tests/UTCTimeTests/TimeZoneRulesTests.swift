import Testing

@testable import UTCTime

@Suite struct TimeZoneRulesTests {
    private func zone(_ name: String) throws -> TimeZoneRules { try TimeZoneDatabase.standard.zone(name) }
    private func time(_ text: String) throws -> UTCTime { try #require(UTCTime(iso8601: text)) }

    static let offsets: [(zone: String, time: String, local: String)] = [
        ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59"),
        ("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00"),
        ("Europe/Berlin", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59"),
        ("Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00"),
        // After the file's table, by its rule.
        ("Europe/Berlin", "2057-07-01T00:00:00Z", "2057-07-01T02:00:00"),
        ("Europe/Berlin", "9000-01-01T00:00:00Z", "9000-01-01T01:00:00"),
        // Before its first transition: local mean time.
        ("Europe/Berlin", "1800-01-01T00:00:00Z", "1800-01-01T00:53:28"),
        ("America/New_York", "2057-03-11T07:00:00Z", "2057-03-11T03:00:00"),
        // Winter time is the exception there, in the rule's words.
        ("Europe/Dublin", "2057-01-01T00:00:00Z", "2057-01-01T00:00:00"),
        ("Europe/Dublin", "2057-07-01T00:00:00Z", "2057-07-01T01:00:00"),
        // Southern summer spans New Year.
        ("Australia/Sydney", "2057-01-01T00:00:00Z", "2057-01-01T11:00:00"),
        ("Australia/Lord_Howe", "2057-01-01T00:00:00Z", "2057-01-01T11:00:00"),
        ("Australia/Lord_Howe", "2057-07-01T00:00:00Z", "2057-07-01T10:30:00"),
        ("Asia/Kolkata", "2057-07-01T00:00:00Z", "2057-07-01T05:30:00"),
        ("America/Nuuk", "2057-07-01T00:00:00Z", "2057-06-30T23:00:00"),
        ("UTC", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00"),
    ]

    @Test(arguments: offsets) func knowsTheClockOfAnyTime(name: String, moment: String, local: String) throws {
        #expect(try zone(name).local(time(moment)).description == local)
    }

    static let days: [(zone: String, within: String, from: String, hours: Double)] = [
        ("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00.000Z", 23),
        ("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00.000Z", 25),
        ("Europe/Berlin", "2026-06-01T00:00:00Z", "2026-05-31T22:00:00.000Z", 24),
        ("Europe/Berlin", "2057-03-25T12:00:00Z", "2057-03-24T23:00:00.000Z", 23),
        // Midnight does not exist: the day begins at 01:00.
        ("America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00.000Z", 23),
        // Clocks go from 24:00 back to 23:00.
        ("America/Sao_Paulo", "2019-02-16T12:00:00Z", "2019-02-16T02:00:00.000Z", 25),
        ("America/Sao_Paulo", "2019-02-17T12:00:00Z", "2019-02-17T03:00:00.000Z", 24),
        // Midnight comes twice: the day begins at the first.
        ("America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00.000Z", 25),
        // 00:01 back to 23:01 of the day before.
        ("America/St_Johns", "2005-10-30T12:00:00Z", "2005-10-30T02:30:00.000Z", 25),
        ("America/St_Johns", "2005-10-30T02:45:00Z", "2005-10-30T02:30:00.000Z", 25),
        ("Australia/Lord_Howe", "2026-04-04T15:30:00Z", "2026-04-04T13:00:00.000Z", 24.5),
    ]

    @Test(arguments: days) func aDayHasTheHoursThatItsClockHas(
        name: String,
        within: String,
        from: String,
        hours: Double
    ) throws {
        let day = try zone(name).period(.day, holding: time(within))
        #expect(day.lowerBound.rfc3339 == from)
        #expect(day.upperBound.duration(since: day.lowerBound) == .seconds(hours * 3600))
    }

    @Test func aDayThatWasLeftOutIsNoDay() throws {
        // Samoa had no 30 December 2011.
        let samoa = try zone("Pacific/Apia")
        let days = samoa.periods(
            .day,
            from: try time("2011-12-28T10:00:01Z"),
            to: try time("2012-01-02T00:00:00Z"),
            limit: 10
        )
        #expect(
            days.map { samoa.local($0.lowerBound).description } == [
                "2011-12-29T00:00:00", "2011-12-31T00:00:00", "2012-01-01T00:00:00",
            ]
        )
        #expect(days.allSatisfy { $0.upperBound.duration(since: $0.lowerBound) == .seconds(86_400) })
    }

    @Test func periodsFollowEachOtherWithoutAGapOrAnOverlap() throws {
        for name in [
            "UTC", "Europe/Berlin", "America/Havana", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia",
            "America/Sao_Paulo", "Africa/Casablanca", "America/Nuuk", "Asia/Gaza", "Antarctica/Troll",
        ] {
            let zone = try zone(name)
            for (period, count) in [(CalendarPeriod.hour, 8800), (.day, 2700), (.week, 400), (.month, 100)] {
                var next = zone.period(period, holding: try time("2004-12-31T23:59:59Z"))
                for _ in 0..<count {
                    let middle = next.lowerBound.advanced(by: next.upperBound.duration(since: next.lowerBound) / 2)
                    let last = next.upperBound.advanced(by: .milliseconds(-1))
                    #expect(!next.isEmpty)
                    #expect(zone.period(period, holding: next.lowerBound) == next, "\(name) \(next)")
                    #expect(zone.period(period, holding: middle) == next, "\(name) \(next)")
                    #expect(zone.period(period, holding: last) == next, "\(name) \(next)")
                    let following = zone.period(period, holding: next.upperBound)
                    #expect(following.lowerBound == next.upperBound, "\(name) \(next)")
                    next = following
                }
            }
        }
    }

    @Test func weeksBeginOnMondayAndMonthsOnTheFirst() throws {
        let berlin = try zone("Europe/Berlin")
        let week = berlin.period(.week, holding: try time("2026-11-27T12:00:00Z"))
        #expect(week.lowerBound.rfc3339 == "2026-11-22T23:00:00.000Z")
        let month = berlin.period(.month, holding: try time("2026-12-31T23:30:00Z"))
        #expect(month.lowerBound.rfc3339 == "2026-12-31T23:00:00.000Z")
        #expect(month.upperBound.rfc3339 == "2027-01-31T23:00:00.000Z")
    }

    @Test func thePeriodBeforeIsTheLastThatHasEnded() throws {
        let berlin = try zone("Europe/Berlin")
        let midnight = try time("2026-03-29T22:00:00Z")
        #expect(berlin.period(.day, endingBy: midnight).upperBound == midnight)
        let before = midnight.advanced(by: .milliseconds(-1))
        #expect(berlin.period(.day, endingBy: before).upperBound.rfc3339 == "2026-03-28T23:00:00.000Z")
    }

    @Test func aLocalTimeThatIsSkippedIsTheSkipAndOneThatRepeatsIsTheFirst() throws {
        let berlin = try zone("Europe/Berlin")
        #expect(berlin.time(of: try #require(LocalTime(2026, 3, 29, 2, 30))).rfc3339 == "2026-03-29T01:00:00.000Z")
        #expect(berlin.time(of: try #require(LocalTime(2026, 10, 25, 2, 30))).rfc3339 == "2026-10-25T00:30:00.000Z")
        #expect(LocalTime(2026, 2, 29) == nil)
    }

    @Test func theEndsOfTimeAreNoTrap() throws {
        for name in ["UTC", "Europe/Berlin", "Pacific/Apia"] {
            for milliseconds in [Int64.min, Int64.max] {
                let end = UTCTime(millisecondsSinceEpoch: milliseconds)
                for period in CalendarPeriod.allCases {
                    _ = try zone(name).period(period, holding: end)
                    #expect(try zone(name).periods(period, from: end, to: end, limit: 3).count <= 3)
                }
            }
        }
    }

    @Test(arguments: [
        "", "X", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365", "CET-168", "<+01-1", "CET-1CEST,M3.5.0,M10.5.0/3x",
    ])
    func refusesARuleThatIsNone(text: String) {
        #expect(POSIXTimeZone(text) == nil)
    }

    @Test func readsEveryZoneOfTheMachineAndNoDamagedFile() throws {
        let berlin = try #require(TimeZoneTestFiles.bytes("Europe/Berlin"))
        #expect(TimeZoneRules(name: "x", tzif: berlin) != nil)
        for length in stride(from: 0, to: berlin.count - 30, by: 7) {
            #expect(TimeZoneRules(name: "x", tzif: Array(berlin.prefix(length))) == nil)
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = berlin
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if let zone = TimeZoneRules(name: "x", tzif: bytes) {
                #expect(abs(zone.offset(at: UTCTime(millisecondsSinceEpoch: 0))) < 1_000_000)
            }
        }
        for name in TimeZoneTestFiles.names { #expect(throws: Never.self) { try zone(name) } }
        #expect(TimeZoneTestFiles.names.count > 300)
    }

    @Test(arguments: ["Europe/Berlim", "US/Eastern", "EST", "../zone.tab", "/etc/passwd", "", "posix/Europe/Berlin"])
    func refusesANameThatIsNotInTheList(name: String) {
        #expect(throws: TimeZoneError.self) { try zone(name) }
    }

    @Test func saysThatThereAreNoFiles() {
        #expect(throws: TimeZoneError.noDatabase("there are no time zone files in /nowhere or /nothing")) {
            try TimeZoneDatabase(folders: ["/nowhere", "/nothing"]).zone("Europe/Berlin")
        }
        #expect(throws: Never.self) { try TimeZoneDatabase(folders: []).zone("UTC") }
    }
}
