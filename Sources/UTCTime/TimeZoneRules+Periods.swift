/// The hours, days, weeks and months in the time zone's calendar. They have no gaps and no overlaps, even when the
/// clocks change: a day has 23, 24 or 25 hours, and rarely another number.
extension TimeZoneRules {
    /// Returns the period that contains a time. The start belongs to the period, the end does not.
    public func period(_ period: CalendarPeriod, holding time: UTCTime) -> Range<UTCTime> {
        let second = Self.seconds(time)
        let bounds = period == .hour ? hour(holding: second) : days(period, holding: second)
        return Self.time(bounds.lowerBound)..<Self.time(bounds.upperBound)
    }

    /// Returns the last period that has ended at or before a time.
    public func period(_ period: CalendarPeriod, endingBy time: UTCTime) -> Range<UTCTime> {
        let holding = self.period(period, holding: time)
        return self.period(period, holding: holding.lowerBound.advanced(by: .milliseconds(-1)))
    }

    /// Returns the periods that begin at or after `from` and end at or before `to`, in the order of time.
    ///
    /// - Parameter limit: the maximum number of periods that are returned.
    public func periods(_ period: CalendarPeriod, from: UTCTime, to: UTCTime, limit: Int) -> [Range<UTCTime>] {
        var periods: [Range<UTCTime>] = []
        var next = self.period(period, holding: from)
        if next.lowerBound < from { next = self.period(period, holding: next.upperBound) }
        // A period at the end of all time has no length.
        while next.upperBound <= to, !next.isEmpty, periods.count < limit {
            periods.append(next)
            next = self.period(period, holding: next.upperBound)
        }
        return periods
    }

    private func hour(holding second: Int) -> Range<Int> {
        let offset = offset(atSecond: second)
        var start = floorDivide(second + offset, 3600) * 3600 - offset
        // A change that is no whole hour, as on Lord Howe Island, begins an hour of its own.
        start = max(start, changes(after: start - 1, upTo: second).last?.instant ?? start)
        let end = floorDivide(second + offset, 3600) * 3600 - offset + 3600
        return start..<min(end, changes(after: second, upTo: end).first?.instant ?? end)
    }

    private func days(_ period: CalendarPeriod, holding second: Int) -> Range<Int> {
        let local = second + offset(atSecond: second)
        var first = period.firstDay(holding: floorDivide(local, 86_400))
        // Where clocks were set back across midnight, a date comes again after the next one has begun: the next one's.
        while self.second(ofLocal: period.nextFirstDay(after: first) * 86_400) <= second {
            first = period.nextFirstDay(after: first)
        }
        while self.second(ofLocal: first * 86_400) > second { first = period.firstDay(holding: first - 1) }
        let start = self.second(ofLocal: first * 86_400)
        return start..<self.second(ofLocal: period.nextFirstDay(after: first) * 86_400)
    }
}
