import Glibc

/// A moment in UTC, with the few text forms that AWS uses.
///
/// Foundation's formatters would add 40 MB (ICU), or the set-up of a calendar to every cold start.
public struct UTCTime: Sendable, Hashable, Comparable {
    /// The milliseconds since 1970-01-01T00:00:00Z. A value outside the years 1 to 9999 becomes the nearest one within
    /// them, so that no calculation can overflow.
    public let millisecondsSinceEpoch: Int64

    public init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = min(max(millisecondsSinceEpoch, -62_135_596_800_000), 253_402_300_799_999)
    }

    /// Returns the wall clock's time.
    public static func now() -> UTCTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UTCTime(millisecondsSinceEpoch: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public static func < (left: UTCTime, right: UTCTime) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }

    /// Returns the time that is `duration` later.
    public func advanced(by duration: Duration) -> UTCTime {
        // Bounded first: the components of a duration of more seconds than 64 bits hold trap.
        let farthest = Duration.seconds(1_000_000_000_000)
        let (seconds, attoseconds) = min(max(duration, farthest * -1), farthest).components
        return UTCTime(
            millisecondsSinceEpoch: millisecondsSinceEpoch + seconds * 1000 + attoseconds / 1_000_000_000_000_000
        )
    }

    /// Returns the duration from `earlier` to this time.
    public func duration(since earlier: UTCTime) -> Duration {
        .milliseconds(millisecondsSinceEpoch - earlier.millisecondsSinceEpoch)
    }
}

// MARK: - Text

extension UTCTime {
    /// The time in RFC 3339, `2026-11-21T00:55:15.123Z`, as in log lines.
    public var rfc3339: String {
        let (date, clock) = civil
        var text = DigitWriter(capacity: 24)
        text.write(date.year, width: 4, then: "-")
        text.write(date.month, then: "-")
        text.write(date.day, then: "T")
        text.write(clock.hour, then: ":")
        text.write(clock.minute, then: ":")
        text.write(clock.second, then: ".")
        text.write(clock.millisecond, width: 3, then: "Z")
        return text.string
    }

    /// The time in the form of `X-Amz-Date`: `20261121T005515Z`.
    public var basic: String {
        let (date, clock) = civil
        var text = DigitWriter(capacity: 16)
        text.write(date.year, width: 4)
        text.write(date.month)
        text.write(date.day, then: "T")
        text.write(clock.hour)
        text.write(clock.minute)
        text.write(clock.second, then: "Z")
        return text.string
    }

    /// The date in the form of a SigV4 credential scope: `20261121`.
    public var basicDate: String { String(basic.prefix(8)) }

    /// Reads an ISO 8601 time, such as `2026-11-21T00:55:15Z`. The time may have a fraction, or an offset such as
    /// `+01:00` (credential expiry, event times). The form `20261121T005515Z` (`X-Amz-Date`) is read too. Returns `nil`
    /// for any other text.
    public init?(iso8601 text: String) {
        var digits = DigitReader(text)
        let separated = text.utf8.count > 4 && Array(text.utf8)[4] == UInt8(ascii: "-")
        guard let year = digits.read(4), !separated || digits.skip("-"),
            let month = digits.read(2), !separated || digits.skip("-"),
            let day = digits.read(2), digits.skip("T"),
            let hour = digits.read(2), !separated || digits.skip(":"),
            let minute = digits.read(2), !separated || digits.skip(":"),
            let second = digits.read(2)
        else { return nil }
        let milliseconds = digits.readFraction()
        guard let offset = digits.readOffset(), digits.isAtEnd,
            let local = UTCTime(year, month, day, hour, minute, second, milliseconds)
        else { return nil }
        self = local.advanced(by: .seconds(-60 * offset))
    }

    /// Reads the HTTP date of RFC 9110 §5.6.7, `Sat, 21 Nov 2026 00:55:15 GMT`, as in a `Date` header.
    public init?(httpDate text: String) {
        let fields = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard fields.count == 6, fields[5] == "GMT", let month = months.firstIndex(of: String(fields[2])) else {
            return nil
        }
        let clock = fields[4].split(separator: ":").map { Int($0) }
        guard let day = Int(fields[1]), let year = Int(fields[3]), clock.count == 3,
            let hour = clock[0], let minute = clock[1], let second = clock[2]
        else { return nil }
        self.init(year, month + 1, day, hour, minute, second, 0)
    }

    private init?(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int, _ millisecond: Int)
    {
        guard (1...9999).contains(year), (1...12).contains(month), (1...daysInMonth(year, month)).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let seconds = ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
        self.init(millisecondsSinceEpoch: Int64(seconds) * 1000 + Int64(millisecond))
    }

    var civil: (CivilDate, TimeOfDay) {
        let day = floorDivide(Int(millisecondsSinceEpoch), 86_400_000)
        let rest = Int(millisecondsSinceEpoch) - day * 86_400_000
        let clock = TimeOfDay(
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1000 % 60,
            millisecond: rest % 1000
        )
        return (civilFromDays(day), clock)
    }
}

func padded(_ value: Int, _ width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Writes numbers of a fixed width. It is fast, because every request and every log line contains a time.
private struct DigitWriter {
    private var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes a number, and one character after it.
    ///
    /// - Parameters:
    ///   - value: the number, not negative.
    ///   - mark: one ASCII character to write after the number.
    mutating func write(_ value: Int, width: Int = 2, then mark: Unicode.Scalar? = nil) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(0x30 &+ UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
        if let mark { bytes.append(UInt8(truncatingIfNeeded: mark.value)) }
    }
}

/// Reads numbers of a fixed width from the beginning of a text.
private struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func read(_ count: Int) -> Int? {
        guard rest.count >= count else { return nil }
        var value = 0
        for byte in rest.prefix(count) {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        rest = rest.dropFirst(count)
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Reads an offset, `Z`, `+01:00` or `-0530`, and returns its minutes east of UTC.
    mutating func readOffset() -> Int? {
        if skip("Z") { return 0 }
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = read(2) else { return nil }
        _ = skip(":")
        guard let minutes = read(2), hours < 24, minutes < 60 else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }

    /// Reads an optional fraction, `.123456789`, and returns its milliseconds.
    mutating func readFraction() -> Int {
        guard skip(".") else { return 0 }
        var milliseconds = 0
        var weight = 100
        while let digit = read(1) {
            milliseconds += digit * weight
            weight /= 10
        }
        return milliseconds
    }
}
