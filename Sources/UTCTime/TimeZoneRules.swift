/// A time zone of the IANA database: the offset of its clocks at every time.
///
/// Foundation's TimeZone would add 40 MB to the zip. The rules are read from TZif files in the folder `zoneinfo/` of
/// the function's zip.
public struct TimeZoneRules: Sendable, Hashable {
    /// The zone's IANA name, e.g. `Europe/Berlin`.
    public let name: String
    let firstOffset: Int
    let transitions: [TZifFile.Transition]
    let rule: POSIXTimeZone?

    public static let utc = TimeZoneRules(name: "UTC")

    private init(name: String) {
        self.name = name
        firstOffset = 0
        transitions = []
        rule = nil
    }

    /// Reads a zone's file; `nil` when the bytes are not a TZif file of version 2 or later.
    ///
    /// - Parameters:
    ///   - name: the zone's IANA name.
    ///   - tzif: the bytes of the zone's file.
    public init?(name: String, tzif: [UInt8]) {
        guard let file = TZifFile(tzif) else { return nil }
        self.name = name
        firstOffset = file.firstOffset
        transitions = file.transitions
        rule = file.rule
    }

    public static func == (left: TimeZoneRules, right: TimeZoneRules) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Returns the offset at a time, in seconds east of UTC.
    public func offset(at time: UTCTime) -> Int { offset(atSecond: Self.seconds(time)) }

    /// Returns the local date and time at a time.
    public func local(_ time: UTCTime) -> LocalTime {
        let seconds = Self.seconds(time)
        return LocalTime(secondsSinceEpoch: seconds + offset(atSecond: seconds))
    }

    /// Returns the first time at which the zone's clock shows `local`. If the clock skips `local`, it returns the time
    /// of the skip: on a day that begins at 01:00, midnight becomes 01:00.
    public func time(of local: LocalTime) -> UTCTime {
        Self.time(second(ofLocal: local.secondsSinceEpoch))
    }

    static func seconds(_ time: UTCTime) -> Int { floorDivide(Int(time.millisecondsSinceEpoch), 1000) }
    static func time(_ seconds: Int) -> UTCTime { UTCTime(millisecondsSinceEpoch: Int64(seconds) * 1000) }
}

extension TimeZoneRules {
    /// Returns the changes of the offset in `(after, upTo]`, in the order of time.
    func changes(after: Int, upTo: Int) -> [TZifFile.Transition] {
        var found = transitions[firstIndex(after: after)...].prefix { $0.instant <= upTo }.map { $0 }
        guard let rule else { return found }
        let last = transitions.last?.instant ?? Int.min
        guard upTo > last else { return found }
        var current = offset(atSecond: max(after, last))
        let years = Self.year(after) - 1...Self.year(upTo) + 1
        for transition in years.flatMap(rule.transitions)
        where transition.instant > max(after, last) && transition.instant <= upTo && transition.offset != current {
            current = transition.offset
            found.append(TZifFile.Transition(instant: transition.instant, offset: transition.offset))
        }
        return found
    }

    func offset(atSecond second: Int) -> Int {
        let index = firstIndex(after: second)
        let tabled = index == 0 ? firstOffset : transitions[index - 1].offset
        guard let rule, index == transitions.count else { return tabled }
        let year = Self.year(second)
        let changes = (year - 1...year + 1).flatMap(rule.transitions)
        let current = changes.last { $0.instant <= second }?.offset ?? rule.standardOffset
        // Between the table's end and the rule's first change after it, both say the same.
        return current
    }

    private func firstIndex(after second: Int) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].instant <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func year(_ second: Int) -> Int { civilFromDays(floorDivide(second, 86_400)).year }

    func second(ofLocal local: Int) -> Int {
        // Offsets are within a day and a bit of UTC.
        let (low, high) = (local - 100_000, local + 100_000)
        let changes = changes(after: low, upTo: high)
        var start = Int.min
        var offset = offset(atSecond: low)
        for change in changes + [TZifFile.Transition(instant: .max, offset: 0)] {
            let second = local - offset
            if second < start { return start }
            if second < change.instant { return second }
            start = change.instant
            offset = change.offset
        }
        return local - offset
    }
}
