/// Durations as plans write them: a whole number and a unit, `30s`, `15m`, `2h`, `1d`.
public enum PlanDuration {
    private static let units: [(name: Character, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

    /// Reads a duration; `nil` for other text, and for a number with more than 10 digits.
    public static func read(_ text: String) -> Duration? {
        guard let unit = units.first(where: { text.last == $0.name }) else { return nil }
        let digits = text.dropLast()
        guard (1...10).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(digits)
        else { return nil }
        return .seconds(number * unit.seconds)
    }

    /// Writes a duration in the largest unit that is exact. Parts of a second are left out.
    public static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let unit = units.first { seconds != 0 && seconds % $0.seconds == 0 } ?? (name: "s", seconds: 1)
        return "\(seconds / unit.seconds)\(unit.name)"
    }
}
