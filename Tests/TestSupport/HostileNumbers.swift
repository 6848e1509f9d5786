/// Numbers that a program meets only where somebody made a mistake, or means harm; for texts that hold numbers: JSON, plans.
public enum HostileNumbers {
    /// JSON and YAML take all of them for numbers.
    public static let all = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "-1", "0", "-0",
        "0.5", "-1.5", "1e400", "-1e400", "1e-400", "1e18", "253402300800000", "99999999999999999999999999999999999999",
    ]

    /// Whole numbers that every decoder of integers takes.
    public static let integers = [
        "9223372036854775807", "-9223372036854775808", "-1", "4611686018427387904", "1000000001",
    ]

    /// The JSON text with each of its numbers that is no part of a text replaced by each of ``integers``, one at a time.
    public static func integerVariants(of text: String) -> [String] {
        text.matches(of: /[:,\[](-?[0-9]+(\.[0-9]+)?)/).flatMap { match in
            integers.map { "\(text[..<match.1.startIndex])\($0)\(text[match.1.endIndex...])" }
        }
    }

    /// The text with each of its numbers replaced, one at a time; those inside words and times too.
    public static func variants(of text: String, with number: String) -> [String] {
        text.matches(of: /-?[0-9]+(\.[0-9]+)?/).map { match in
            "\(text[..<match.range.lowerBound])\(number)\(text[match.range.upperBound...])"
        }
    }

    /// The text with each of its numbers replaced by each of ``all``.
    public static func variants(of text: String) -> [String] { all.flatMap { variants(of: text, with: $0) } }
}
