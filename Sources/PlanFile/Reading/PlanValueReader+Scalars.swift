import TextSearch
public import UTCTime

/// Methods that read a single value.
extension PlanValueReader {
    /// Reads a text that is not empty.
    ///
    /// - Parameter allowsPlaceholders: `true` keeps `${…}` for the caller to replace. With `false` a placeholder is a
    ///   mistake, because nobody would replace it.
    public func text(_ expected: String = "text", allowsPlaceholders: Bool = false) -> String? {
        declare(.text)
        guard let text = anyText(expected) else { return nil }
        if text.isEmpty {
            mistake("is empty; expected \(expected)")
            return nil
        }
        if !allowsPlaceholders, text.contains(text: "${") {
            mistake("has a placeholder ${…}, which nothing replaces here")
            return nil
        }
        return text
    }

    /// Reads a text that may be empty, such as the text that stands for NULL in a CSV file.
    public func anyText(_ expected: String = "text") -> String? {
        declare(.text)
        guard let scalar, scalar.value == .text else {
            if case .scalar(let scalar) = node.content, scalar.value != .null {
                mistake("\(node.found); expected \(expected): put \(scalar.shortened) in quotes")
            } else {
                wrongType(expected)
            }
            return nil
        }
        if scalar.text.utf8.contains(0) {
            mistake("contains a NUL character")
            return nil
        }
        return scalar.text
    }

    /// Reads a name of letters, digits, `_` and `-`.
    ///
    /// - Parameter length: the most bytes that the name may have.
    public func identifier(_ expected: String = "a name", length: Int = 64) -> String? {
        guard let text = text(expected) else { return nil }
        guard PlanName.isValid(text, length: length) else {
            mistake("\"\(PlanScalar(.text, text: text).shortened)\" is not a name; \(PlanName.rule(length))")
            return nil
        }
        return text
    }

    /// Reads one of an enumeration's raw values.
    public func choice<Choice>(_ type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        choice(of: Choice.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
    }

    /// Reads one of several allowed words.
    public func choice(of words: [String]) -> String? {
        declare(.choice(words))
        guard let scalar else {
            wrongType(FieldReader.alternatives(words))
            return nil
        }
        guard scalar.value == .text, words.contains(scalar.text) else {
            let meant = SpellingSuggestion.of(scalar.text, among: words).map { " (did you mean \($0)?)" } ?? ""
            mistake("\(scalar.quoted) is not allowed; use \(FieldReader.alternatives(words))\(meant)")
            return nil
        }
        return scalar.text
    }

    public func bool() -> Bool? {
        declare(.bool)
        if case .bool(let value)? = scalar?.value { return value }
        let words = ["yes": true, "on": true, "y": true, "no": false, "off": false, "n": false]
        if let scalar, let meant = words[scalar.text.lowercased()] {
            mistake("\(node.found), which is text; write \(meant)")
        } else {
            wrongType("true or false")
        }
        return nil
    }

    /// Reads a whole number within `range`.
    public func integer(in range: ClosedRange<Int>) -> Int? {
        declare(.integer(range))
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .integer(let number)? = scalar?.value, let value = Int(exactly: number), range.contains(value) else {
            wrongType(expected)
            return nil
        }
        return value
    }

    /// Reads a number within `range`, with or without a fraction.
    public func number(in range: ClosedRange<Double>) -> Double? {
        declare(.number)
        let found: Double? =
            switch scalar?.value {
            case .integer(let value)?: Double(value)
            case .number(let value)?: value
            default: nil
            }
        guard let found, range.contains(found) else {
            wrongType("a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return found
    }

    /// Reads a percentage such as `0.1%`, from 0 to 100.
    ///
    /// - Returns: the number before the percent sign: 0.1 for `0.1%`.
    public func percent() -> Double? {
        declare(.text)
        let expected = "a share such as 0.1%, up to 100%"
        guard let scalar, scalar.text.hasSuffix("%"),
            case let value = YAMLCoreSchema.value(String(scalar.text.dropLast())),
            let number = PlanValueReader.double(value), (0...100).contains(number)
        else {
            wrongType(expected)
            return nil
        }
        return number
    }

    private static func double(_ value: PlanScalar.Value) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// Reads a duration such as `30s`, `15m`, `2h` or `1d`.
    public func duration(in range: ClosedRange<Duration>) -> Duration? {
        declare(.duration)
        let expected =
            "a duration from \(PlanDuration.text(range.lowerBound)) to \(PlanDuration.text(range.upperBound)), such as 30s, 15m, 2h or 1d"
        return quantity(expected, in: range, PlanDuration.read)
    }

    /// Reads a size such as `128 MiB` or `5 GB`.
    ///
    /// - Returns: the size in bytes.
    public func size(in range: ClosedRange<Int64>) -> Int64? {
        declare(.size)
        let expected =
            "a size from \(PlanSize.text(range.lowerBound)) to \(PlanSize.text(range.upperBound)), such as 128 MiB or 5 GB"
        return quantity(expected, in: range, PlanSize.read)
    }

    /// Reads a number with a unit.
    private func quantity<Quantity: Comparable>(
        _ expected: String,
        in range: ClosedRange<Quantity>,
        _ read: (String) -> Quantity?
    ) -> Quantity? {
        guard let scalar else {
            wrongType(expected)
            return nil
        }
        guard let value = read(scalar.text), range.contains(value) else {
            if case .integer = scalar.value {
                mistake("\(node.found) without a unit; expected \(expected)")
            } else {
                wrongType(expected)
            }
            return nil
        }
        return value
    }

    /// Reads a time with its UTC offset: `2026-01-01T00:00:00Z`, `2026-01-01T00:00:00+01:00`.
    public func instant() -> UTCTime? {
        declare(.instant)
        guard let text = scalar?.text, let time = UTCTime(iso8601: text) else {
            wrongType("a time with its offset that the calendar has, such as 2026-01-01T00:00:00Z")
            return nil
        }
        return time
    }

    /// Reads a time zone by its IANA name: `Europe/Berlin`, or `UTC`.
    public func timeZone(_ database: TimeZoneDatabase = .standard) -> TimeZoneRules? {
        declare(.timeZone)
        guard !isExploration, let name = text("a time zone's name, such as Europe/Berlin or UTC") else { return nil }
        do throws(TimeZoneError) {
            return try database.zone(name)
        } catch {
            switch error {
            case .noDatabase(let reason): mistake("cannot be looked up: \(reason)")
            case .unknown(_, let known):
                let meant = SpellingSuggestion.of(name, among: known).map { " (did you mean \($0)?)" } ?? ""
                mistake(
                    "\"\(name)\" is not a time zone; use a name of the IANA list such as Europe/Berlin, or UTC\(meant)"
                )
            }
            return nil
        }
    }

    /// Reads a list of texts. A text that appears twice is a mistake.
    public func texts(_ expected: String = "text", count: ClosedRange<Int> = 1...10_000) -> [String]? {
        var seen: Set<String> = []
        let texts = list(count: count) { item -> String? in
            guard let text = item.text(expected) else { return nil }
            if !seen.insert(text).inserted { item.mistake("\"\(text)\" is in the list twice") }
            return text
        }
        return texts
    }

    /// Reads a text with placeholders. `Name` lists the allowed placeholders.
    public func template<Name: TemplatePlaceholderName>(_ type: TextTemplate<Name>.Type = TextTemplate<Name>.self)
        -> TextTemplate<Name>?
    {
        declare(.template)
        guard let text = text("text, with or without ${…}", allowsPlaceholders: true) else { return nil }
        do throws(TemplateError) {
            return try TextTemplate<Name>(text)
        } catch {
            mistake(error.message)
            return nil
        }
    }
}
