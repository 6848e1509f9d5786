import UTCTime

/// The rule for calendar windows: hours, days, weeks or months of a time zone. Each window is run when it is over.
struct CalendarWindow: Sendable, Equatable {
    /// The maximum number of windows of one backfill, or of one schedule.
    static let most = 5000

    let period: CalendarPeriod
    let zone: TimeZoneRules
    /// The time between the end of a window and its run, for rows that come late.
    let lag: Duration
    /// The maximum number of missed windows that one schedule event runs in addition to its own window; 0 skips missed
    /// windows.
    let catchUp: Int

    /// Returns the newest window that was over at the given time. A window is over when ``lag`` has passed since its
    /// end.
    func last(at time: UTCTime) -> TimeWindow {
        TimeWindow(zone.period(period, endingBy: time.advanced(by: .zero - lag)))
    }

    /// Lists the windows that a schedule must run, in order of time.
    ///
    /// - Parameters:
    ///   - cursor: the end of the last window that a schedule has run; `nil` before the first one.
    ///   - time: the schedule's time.
    /// - Returns: the windows, and the number of other windows: left out (`catch_up: 0`) or left to the next schedule.
    ///   There is no window when everything up to the time has been run.
    func due(after cursor: UTCTime?, at time: UTCTime) -> (windows: [TimeWindow], others: Int) {
        let last = last(at: time)
        guard let cursor else { return ([last], 0) }
        // A cursor of another kind of window may lie within one: that one is run whole, lest its beginning be missing.
        let start = zone.period(period, holding: cursor).lowerBound
        let missed = windows(from: start, to: last.to)
        if catchUp == 0 { return (Array(missed.suffix(1)), max(0, missed.count - 1)) }
        return (Array(missed.prefix(catchUp + 1)), max(0, missed.count - catchUp - 1))
    }

    /// Lists the windows from `from` to `to` that were over at the given time. A window is over when ``lag`` has passed
    /// since its end.
    ///
    /// - Returns: the windows, and the number of windows in this range that are not over.
    func windows(from: UTCTime, to: UTCTime, overAt time: UTCTime) -> (windows: [TimeWindow], notOver: Int) {
        let all = windows(from: from, to: to)
        let over = all.prefix { $0.to <= time.advanced(by: .zero - lag) }
        return (Array(over), all.count - over.count)
    }

    /// Lists the windows from `from` to `to`. The list contains at most one window more than ``most``, which shows the
    /// caller that there are too many.
    func windows(from: UTCTime, to: UTCTime) -> [TimeWindow] {
        zone.periods(period, from: from, to: to, limit: Self.most + 1).map { TimeWindow($0) }
    }
}
