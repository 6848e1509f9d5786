/// Reads a function's settings and collects what is wrong with them:
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
/// A setting that cannot be used is noted, and a stand-in is returned that nobody will use: ``finish()`` throws.
public struct SettingsReader: Sendable {
    public let environment: Environment
    private var problems: [String] = []

    public init(_ environment: Environment) { self.environment = environment }

    /// Throws when a setting could not be used. Call it last.
    public func finish() throws(InvalidSettings) {
        if !problems.isEmpty { throw InvalidSettings(problems: problems) }
    }

    /// Notes a problem with a setting, or with several that do not go together.
    ///
    /// - Parameters:
    ///   - found: the value as found; `nil` when it is not set. Never pass a secret.
    ///   - expected: completes the sentence "expected …".
    public mutating func refuse(_ name: String, found: String?, expected: String) {
        note(SettingError(name, found: found, expected: expected))
    }

    /// Runs something that reads settings itself, and notes the error it throws.
    public mutating func attempt<Value>(_ body: (Environment) throws -> Value) -> Value? {
        do {
            return try body(environment)
        } catch {
            note(error)
            return nil
        }
    }

    /// The value, or `nil` when the setting is absent.
    public func optional(_ name: String) -> String? { environment[name] }

    /// The value of a setting that must be there; empty when it is not.
    public mutating func required(_ name: String, expected: String) -> String {
        if let value = environment[name] { return value }
        refuse(name, found: nil, expected: expected)
        return ""
    }

    /// Reads a setting with `parse`; returns `nil` when it is absent, or when `parse` returns `nil`, which is noted as a
    /// problem.
    public mutating func optional<Value>(_ name: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = environment[name] else { return nil }
        if let value = parse(text) { return value }
        refuse(name, found: text, expected: expected)
        return nil
    }

    /// Reads a setting that must be there with `parse`; notes a problem and returns `nil` when there is no usable value.
    public mutating func required<Value>(_ name: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        if environment[name] == nil { refuse(name, found: nil, expected: expected) }
        return optional(name, expected: expected, parse)
    }

    /// A whole number within `range`, or `default` when the setting is absent.
    public mutating func integer(_ name: String, in range: ClosedRange<Int>, default: Int) -> Int {
        optional(name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? `default`
    }

    /// `true` or `false`, in any case, or `default` when the setting is absent.
    public mutating func flag(_ name: String, default: Bool) -> Bool {
        optional(name, expected: "true or false") { Bool($0.lowercased()) } ?? `default`
    }

    /// One of an enumeration's raw values, or `default` when the setting is absent.
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
