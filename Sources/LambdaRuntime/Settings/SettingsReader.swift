/// Reads a function's settings and collects the problems:
///
/// ```swift
/// init(_ environment: Environment) throws(InvalidSettings) {
///     var reader = SettingsReader(environment)
///     table = reader.required("STATE_TABLE", expected: "the name of a DynamoDB table")
///     limit = reader.integer("RECHECK_LIMIT", in: 1...50, default: 10)
///     try reader.finish()
/// }
/// ```
///
/// For an unusable setting, the reader records a problem and returns a substitute value. Nobody uses that value,
/// because ``finish()`` throws.
public struct SettingsReader: Sendable {
    public let environment: Environment
    private var problems: [String] = []

    public init(_ environment: Environment) { self.environment = environment }

    /// Throws all recorded problems, if there are any. Call it last.
    public func finish() throws(InvalidSettings) {
        if !problems.isEmpty { throw InvalidSettings(problems: problems) }
    }

    /// Records a problem with a setting, or with several settings that cannot be combined.
    ///
    /// - Parameters:
    ///   - found: the value as found; `nil` when it is not set. Never pass a secret.
    ///   - expected: completes the sentence "expected …".
    public mutating func refuse(_ name: String, found: String?, expected: String) {
        note(SettingError(name, found: found, expected: expected))
    }

    /// Runs `body`, which reads settings from the environment. When `body` throws, records the error and returns `nil`.
    public mutating func attempt<Value>(_ body: (Environment) throws -> Value) -> Value? {
        do {
            return try body(environment)
        } catch {
            note(error)
            return nil
        }
    }

    /// The value of a setting; `nil` when it is absent.
    public func optional(_ name: String) -> String? { environment[name] }

    /// Returns the value of a required setting. When it is absent, records a problem and returns an empty text.
    public mutating func required(_ name: String, expected: String) -> String {
        if let value = environment[name] { return value }
        refuse(name, found: nil, expected: expected)
        return ""
    }

    /// Reads an optional setting with `parse`; returns `nil` when it is absent. When `parse` returns `nil`, this is
    /// recorded as a problem.
    public mutating func optional<Value>(_ name: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = environment[name] else { return nil }
        if let value = parse(text) { return value }
        refuse(name, found: text, expected: expected)
        return nil
    }

    /// Reads a required setting with `parse`. Without a usable value, records a problem and returns `nil`.
    public mutating func required<Value>(_ name: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        if environment[name] == nil { refuse(name, found: nil, expected: expected) }
        return optional(name, expected: expected, parse)
    }

    /// Reads a whole number within `range`; returns `default` when the setting is absent.
    public mutating func integer(_ name: String, in range: ClosedRange<Int>, default: Int) -> Int {
        optional(name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? `default`
    }

    /// Reads `true` or `false`, in upper or lower case; returns `default` when the setting is absent.
    public mutating func flag(_ name: String, default: Bool) -> Bool {
        optional(name, expected: "true or false") { Bool($0.lowercased()) } ?? `default`
    }

    /// Reads one of an enumeration's raw values; returns `default` when the setting is absent.
    public mutating func choice<Choice>(_ name: String, default: Choice) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return optional(name, expected: "one of \(words)") { Choice(rawValue: $0) } ?? `default`
    }

    private mutating func note(_ error: any Error) {
        if let several = error as? InvalidSettings {
            problems += several.problems
        } else {
            problems.append(ErrorReport(error).message)
        }
    }
}
