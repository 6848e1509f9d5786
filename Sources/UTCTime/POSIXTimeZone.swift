/// The rule in the last line of a TZif file, such as `CET-1CEST,M3.5.0,M10.5.0/3`. It is valid for all times after the
/// file's table.
/// https://datatracker.ietf.org/doc/html/rfc9636 (section 3.3.1), https://pubs.opengroup.org/onlinepubs/9799919799/
/// (TZ)
struct POSIXTimeZone: Sendable, Equatable {
    private struct Change: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// A day of the year, 1 to 365, where 29 February is never counted.
            case julian(Int)
            /// A day of the year, 0 to 365, where 29 February is counted.
            case zeroBased(Int)
            /// A weekday of a month: weekday 0 (Sunday) to 6, in week 1 to 5. Week 5 is the last one.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// The time of the change, in seconds after local midnight. It may be negative or more than a day.
        var time: Int
    }

    private struct Summer: Sendable, Equatable {
        var offset: Int
        var start: Change
        var end: Change
    }

    /// The standard offset, in seconds east of UTC.
    private let standard: Int
    private let summer: Summer?

    /// Reads a rule; `nil` for text that is not such a rule.
    init?(_ text: String) {
        var reader = Reader(rest: Array(text.utf8)[...])
        guard reader.skipName(), let west = reader.offset() else { return nil }
        standard = -west
        if reader.rest.isEmpty {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        let offset: Int
        if reader.rest.first == UInt8(ascii: ",") {
            offset = standard + 3600
        } else {
            guard let west = reader.offset() else { return nil }
            offset = -west
        }
        guard reader.skip(","), let start = reader.change(), reader.skip(","), let end = reader.change(),
            reader.rest.isEmpty
        else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    /// The offset outside of summer time, in seconds east of UTC.
    var standardOffset: Int { standard }

    /// Returns the changes of the offset in a year, in the order of time; none when there is no summer time.
    func transitions(in year: Int) -> [(instant: Int, offset: Int)] {
        guard let summer else { return [] }
        let start = Self.seconds(of: summer.start, in: year) - standard
        let end = Self.seconds(of: summer.end, in: year) - summer.offset
        let both = [(instant: start, offset: summer.offset), (instant: end, offset: standard)]
        return both.sorted { $0.instant < $1.instant }
    }

    /// Returns the local time of a change, in seconds from 1970-01-01.
    private static func seconds(of change: Change, in year: Int) -> Int {
        let january = daysFromCivil(year, 1, 1)
        let isLeap = daysInMonth(year, 2) == 29
        let day: Int
        switch change.day {
        case .julian(let number): day = january + number - 1 + (isLeap && number >= 60 ? 1 : 0)
        case .zeroBased(let number): day = january + number
        case .weekday(let month, let week, let weekday):
            let first = daysFromCivil(year, month, 1)
            // 1970-01-01 was a Thursday, weekday 4.
            let firstWeekday = (first + 4) - floorDivide(first + 4, 7) * 7
            var number = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            if number >= daysInMonth(year, month) { number -= 7 }
            day = first + number
        }
        return day * 86_400 + change.time
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard let first = rest.first, UInt32(first) == character.value else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// Skips a zone's name: three letters or more, or any text in `<…>`.
        mutating func skipName() -> Bool {
            if skip("<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(end + 1)...]
                return true
            }
            let letters = rest.prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
            rest = rest.dropFirst(letters.count)
            return letters.count >= 3
        }

        mutating func number(_ range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, digits.count <= 4 else { return nil }
            rest = rest.dropFirst(digits.count)
            let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return range.contains(value) ? value : nil
        }

        /// Reads an offset, `[+-]hh[:mm[:ss]]`, and returns its seconds.
        mutating func offset() -> Int? {
            let sign = skip("-") ? -1 : 1
            if sign == 1 { _ = skip("+") }
            guard let hours = number(0...167) else { return nil }
            var seconds = hours * 3600
            if skip(":") {
                guard let minutes = number(0...59) else { return nil }
                seconds += minutes * 60
                if skip(":") {
                    guard let rest = number(0...59) else { return nil }
                    seconds += rest
                }
            }
            return sign * seconds
        }

        mutating func change() -> Change? {
            guard let day = day() else { return nil }
            guard skip("/") else { return Change(day: day, time: 7200) }
            guard let time = offset() else { return nil }
            return Change(day: day, time: time)
        }

        private mutating func day() -> Change.Day? {
            if skip("J") { return number(1...365).map { .julian($0) } }
            guard skip("M") else { return number(0...365).map { .zeroBased($0) } }
            guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
                let weekday = number(0...6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
    }
}
