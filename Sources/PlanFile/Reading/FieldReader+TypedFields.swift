public import UTCTime

/// Methods that read a field by its name. Each finds the field and reads its value like the method of
/// ``PlanValueReader`` with the same name.
///
/// For an unusable value, a method records a mistake and returns `nil`, as for a missing field. So the caller can use
/// `?? standard` for an optional field, and needs no further message for a required field.
extension FieldReader {
    public func text(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        expected: String = "text",
        allowsPlaceholders: Bool = false
    ) -> String? {
        value(name, need, expected: expected)?.text(expected, allowsPlaceholders: allowsPlaceholders)
    }

    public func anyText(_ name: String, _ need: PlanFieldNeed = .optional, expected: String = "text") -> String? {
        value(name, need, expected: expected)?.anyText(expected)
    }

    public func identifier(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        expected: String = "a name",
        length: Int = 64
    ) -> String? {
        value(name, need, expected: expected)?.identifier(expected, length: length)
    }

    public func choice<Choice>(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        _ type: Choice.Type = Choice.self
    ) -> Choice? where Choice: RawRepresentable<String> & CaseIterable {
        value(name, need, expected: Self.alternatives(Choice.allCases.map(\.rawValue)))?.choice(type)
    }

    public func choice(_ name: String, _ need: PlanFieldNeed = .optional, of words: [String]) -> String? {
        value(name, need, expected: Self.alternatives(words))?.choice(of: words)
    }

    public func bool(_ name: String, _ need: PlanFieldNeed = .optional) -> Bool? {
        value(name, need, expected: "true or false")?.bool()
    }

    public func integer(_ name: String, _ need: PlanFieldNeed = .optional, in range: ClosedRange<Int>) -> Int? {
        value(name, need, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")?.integer(
            in: range
        )
    }

    public func number(_ name: String, _ need: PlanFieldNeed = .optional, in range: ClosedRange<Double>) -> Double? {
        value(name, need, expected: "a number from \(range.lowerBound) to \(range.upperBound)")?.number(in: range)
    }

    /// Reads a field that is a duration.
    ///
    /// - Parameter range: the allowed durations; up to 366 days by default.
    public func duration(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        in range: ClosedRange<Duration> = .zero ... .seconds(366 * 86_400)
    ) -> Duration? {
        value(name, need, expected: "a duration such as 30s, 15m, 2h or 1d")?.duration(in: range)
    }

    /// Reads a field that is a size.
    ///
    /// - Returns: the size in bytes.
    public func size(_ name: String, _ need: PlanFieldNeed = .optional, in range: ClosedRange<Int64>) -> Int64? {
        value(name, need, expected: "a size such as 128 MiB or 5 GB")?.size(in: range)
    }

    public func instant(_ name: String, _ need: PlanFieldNeed = .optional) -> UTCTime? {
        value(name, need, expected: "a time with its offset, such as 2026-01-01T00:00:00Z")?.instant()
    }

    public func timeZone(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        _ database: TimeZoneDatabase = .standard
    ) -> TimeZoneRules? {
        value(name, need, expected: "a time zone's name, such as Europe/Berlin or UTC")?.timeZone(database)
    }

    public func template<Name: TemplatePlaceholderName>(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        _ type: TextTemplate<Name>.Type = TextTemplate<Name>.self
    ) -> TextTemplate<Name>? {
        value(name, need, expected: "text, with or without ${…}")?.template(type)
    }

    public func texts(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        expected: String = "text",
        count: ClosedRange<Int> = 1...10_000
    ) -> [String]? {
        value(name, need, expected: "a list")?.texts(expected, count: count)
    }

    public func mapping<Value>(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        expected: String = "a mapping of fields",
        _ body: (FieldReader) -> Value?
    ) -> Value? {
        value(name, need, expected: expected)?.mapping(body)
    }

    public func list<Value>(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        count: ClosedRange<Int> = 1...10_000,
        _ body: (PlanValueReader) -> Value?
    ) -> [Value]? {
        value(name, need, expected: "a list")?.list(count: count, body)
    }

    /// Reads a field that is a list of mappings, with default values.
    ///
    /// - Parameter defaults: the values of fields that an item does not have; see ``defaults(_:own:)``.
    public func list<Value>(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        defaults: PlanDefaults?,
        count: ClosedRange<Int> = 1...10_000,
        _ body: (FieldReader) -> Value?
    ) -> [Value]? {
        value(name, need, expected: "a list")?.list(count: count, defaults: defaults, body)
    }

    public func entries<Value>(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        count: ClosedRange<Int> = 1...10_000,
        _ body: (_ name: String, _ value: PlanValueReader) -> Value?
    ) -> [Value]? {
        value(name, need, expected: "a mapping of names")?.entries(count: count, body)
    }

    public func entries<Value>(
        _ name: String,
        _ need: PlanFieldNeed = .optional,
        defaults: PlanDefaults?,
        count: ClosedRange<Int> = 1...10_000,
        _ body: (_ name: String, _ fields: FieldReader) -> Value?
    ) -> [Value]? {
        value(name, need, expected: "a mapping of names")?.entries(count: count, defaults: defaults, body)
    }
}
