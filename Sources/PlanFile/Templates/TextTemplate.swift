import TextSearch
public import UTCTime

/// A text with placeholders: `lake/${schema}/dt=${window.from:yyyy-MM-dd}/`. A placeholder that cannot be filled is
/// refused when the plan is read, not when the plan runs.
public struct TextTemplate<Name: TemplatePlaceholderName>: Sendable, Hashable {
    public enum Part: Sendable, Hashable {
        case text(String)
        case name(Name)
        case date(Name, DatePattern)

        /// The placeholder of this part; `nil` for plain text.
        var placeholder: Name? {
            switch self {
            case .text: nil
            case .name(let name), .date(let name, _): name
            }
        }
    }

    public let parts: [Part]

    public init(parts: [Part]) { self.parts = parts }

    /// Reads a template from its text.
    ///
    /// - Throws: ``TemplateError`` for an unknown name, a date without a pattern, a pattern that has an unknown letter,
    ///   and for `{name}` without its `$`.
    public init(_ text: String) throws(TemplateError) {
        var parts: [Part] = []
        for piece in try Placeholder.pieces(of: text) {
            switch piece {
            case .text(let text):
                try Self.refuseBareName(text)
                parts.append(.text(text))
            case .placeholder(let placeholder): parts.append(try Self.part(placeholder))
            }
        }
        self.parts = parts
    }

    private static func part(_ placeholder: Placeholder) throws(TemplateError) -> Part {
        guard let name = Name(rawValue: placeholder.name) else {
            let meant = SpellingSuggestion.of(placeholder.name, among: known).map { " (did you mean ${\($0)}?)" } ?? ""
            throw TemplateError(message: "has ${\(placeholder.name)}; there are \(list)\(meant)")
        }
        switch (name.isDate, placeholder.pattern) {
        case (false, nil): return .name(name)
        case (false, _?):
            throw TemplateError(message: "has a pattern in ${\(placeholder.name):…}, which is no date")
        case (true, nil):
            throw TemplateError(
                message: "has ${\(placeholder.name)} without a pattern such as ${\(placeholder.name):yyyy-MM-dd}"
            )
        case (true, let pattern?):
            do throws(DatePatternError) {
                return .date(name, try DatePattern(pattern))
            } catch {
                throw TemplateError(message: "has ${\(placeholder.name):\(pattern)}, whose pattern \(error.message)")
            }
        }
    }

    private static var known: [String] { Name.allCases.map(\.rawValue) }
    private static var list: String {
        FieldReader.alternatives(Name.allCases.map { $0.isDate ? "${\($0.rawValue):yyyy-MM-dd}" : "${\($0.rawValue)}" })
    }

    /// Throws for a `{table}` that was probably meant to be `${table}`.
    private static func refuseBareName(_ text: String) throws(TemplateError) {
        // The text ${table} was written as $${table}.
        let text = text.replacing(text: "${", with: "")
        for name in known where text.contains(text: "{\(name)}") || text.contains(text: "{\(name):") {
            throw TemplateError(message: "has {\(name)} without its $; write ${\(name)}")
        }
    }

    /// Returns `true` when the template has a placeholder with this name.
    public func uses(_ name: Name) -> Bool { parts.contains { $0.placeholder == name } }

    /// The name of the only placeholder in a template without other text and without a date pattern; `nil` for any
    /// other template.
    public var onlyName: Name? {
        guard parts.count == 1, case .name(let name)? = parts.first else { return nil }
        return name
    }

    /// The names of the template's placeholders.
    public var names: Set<Name> {
        Set(parts.compactMap(\.placeholder))
    }

    /// Returns the smallest calendar unit, such as the month, that the template writes for the date `name`; `nil` when
    /// the template does not write the year. All larger units are written too, perhaps by other placeholders:
    /// `${window.from:yyyy}/${window.from:MM}`.
    public func distinguishes(_ name: Name) -> CalendarUnit? {
        var shown: Set<CalendarUnit> = []
        for case .date(name, let pattern) in parts { shown.formUnion(pattern.units) }
        return CalendarUnit.allCases.prefix { shown.contains($0) }.last
    }

    /// Returns `true` when the template gives different texts for two successive periods.
    ///
    /// - Parameter name: the placeholder for the first moment of a period.
    public func tellsApart(_ period: CalendarPeriod, by name: Name) -> Bool {
        distinguishes(name).map { $0 >= period.unit } ?? false
    }

    /// Returns the text with each placeholder replaced by its value. Placeholders inside a value are not replaced.
    public func filled(_ value: (Name) -> TemplateValue) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .name(let name):
                switch value(name) {
                case .text(let text): result += text
                case .date(let time, _): result += time.rfc3339
                }
            case .date(let name, let pattern):
                switch value(name) {
                case .text(let text): result += text
                case .date(let time, let zone): result += pattern.text(of: time, in: zone)
                }
            }
        }
        return result
    }
}
