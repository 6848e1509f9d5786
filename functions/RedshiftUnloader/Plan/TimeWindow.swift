import UTCTime

/// The half-open span of time that an export covers: `from` is in it, `to` is not.
struct TimeWindow: Sendable, Equatable, Codable {
    let from: UTCTime
    let to: UTCTime
}

/// How a run's window follows from its time.
enum WindowPolicy: Sendable, Equatable {
    /// Everything, every time.
    case none
    /// The last whole UTC day that ended at least `lagMinutes` before the run's time.
    case daily(lagMinutes: Int)
    /// The last whole UTC hour that ended at least `lagMinutes` before the run's time.
    case hourly(lagMinutes: Int)
    /// From where the last published run ended up to `lagMinutes` before this run's time; from `initial` at first.
    case watermark(lagMinutes: Int, initial: UTCTime)

    /// How long one window is; `nil` where the policy does not say.
    var step: Duration? {
        switch self {
        case .daily: .seconds(86_400)
        case .hourly: .seconds(3600)
        case .none, .watermark: nil
        }
    }

    /// Where a run at `time` ends: exclusive; `nil` for no window.
    func end(at time: UTCTime) -> UTCTime? {
        switch self {
        case .none: nil
        case .daily(let lag), .hourly(let lag): floor(time.advanced(by: .seconds(-60 * lag)))
        case .watermark(let lag, _): time.advanced(by: .seconds(-60 * lag))
        }
    }

    /// The window of a run at `time`, where the policy alone says it.
    func window(at time: UTCTime) -> TimeWindow? {
        guard let step, let end = end(at: time) else { return nil }
        return TimeWindow(from: end.advanced(by: .zero - step), to: end)
    }

    /// The windows that begin in `[from, to)` and end by `to`, `from` rounded up to where a window begins.
    func windows(from: UTCTime, to: UTCTime) -> [TimeWindow] {
        guard let step else { return [] }
        var windows: [TimeWindow] = []
        var start = floor(from)
        if start < from { start = start.advanced(by: step) }
        while true {
            let end = start.advanced(by: step)
            // The second condition ends the loop at the end of all time, where adding changes nothing.
            guard end <= to, start < end else { return windows }
            windows.append(TimeWindow(from: start, to: end))
            start = end
        }
    }

    private func floor(_ time: UTCTime) -> UTCTime {
        guard let step else { return time }
        let length = step.components.seconds * 1000
        let rest = time.millisecondsSinceEpoch % length
        return UTCTime(millisecondsSinceEpoch: time.millisecondsSinceEpoch - (rest < 0 ? rest + length : rest))
    }
}

/// What the window's column holds, and so how its bounds are written.
enum WindowType: String, CaseIterable, Sendable, Codable {
    case timestamp
    case timestamptz
    case date
    case epochSeconds
    case epochMilliseconds

    /// A typed literal: an untyped one would be read as the column's type, a date losing its hours.
    func literal(_ time: UTCTime) -> String {
        switch self {
        case .timestamp: "TIMESTAMP '\(time.sql)'"
        case .timestamptz: "TIMESTAMPTZ '\(time.sql)+00'"
        case .date: "DATE '\(time.formatted("yyyy-MM-dd") ?? "")'"
        case .epochSeconds: String((time.millisecondsSinceEpoch - (time.millisecondsSinceEpoch % 1000)) / 1000)
        case .epochMilliseconds: String(time.millisecondsSinceEpoch)
        }
    }
}
