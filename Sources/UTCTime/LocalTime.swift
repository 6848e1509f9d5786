/// A date and a time of day as a wall clock shows them, without a time zone.
public struct LocalTime: Sendable, Hashable, CustomStringConvertible {
    public let year: Int
    public let month: Int
    public let day: Int
    public let hour: Int
    public let minute: Int
    public let second: Int

    /// Checks the parts of a time. Returns `nil` for a date that does not exist, such as 31 February, and for a year
    /// outside 1 to 9999.
    public init?(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...daysInMonth(year, month)).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Makes a local time from a number of seconds.
    ///
    /// - Parameter seconds: the seconds from 1970-01-01T00:00:00 local time.
    init(secondsSinceEpoch seconds: Int) {
        let days = floorDivide(seconds, 86_400)
        let rest = seconds - days * 86_400
        let date = civilFromDays(days)
        year = date.year
        month = date.month
        day = date.day
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
    }

    /// The time as text, `2026-11-21T00:55:15`, without an offset, because the time zone is not known.
    public var description: String {
        "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(hour)):\(padded(minute)):\(padded(second))"
    }

    var daysSinceEpoch: Int { daysFromCivil(year, month, day) }
    var secondsSinceEpoch: Int { ((daysSinceEpoch * 24 + hour) * 60 + minute) * 60 + second }
}
