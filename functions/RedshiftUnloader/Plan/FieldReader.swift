import RedshiftSQL

/// Reads the fields of one JSON object and notes every mistake instead of stopping at the first.
///
/// An unknown field is a mistake: a misspelt `where` would otherwise unload a whole table.
struct FieldReader {
    private let fields: [String: JSONValue]
    /// Used for fields that `fields` does not have.
    private let fallback: [String: JSONValue]
    private let export: String?
    private let place: String
    private(set) var problems: [PlanProblem] = []

    /// - Parameter place: what goes before a field's name in a problem, with its dot: `target.`.
    init(_ fields: [String: JSONValue], fallback: [String: JSONValue] = [:], export: String? = nil, place: String = "")
    {
        self.fields = fields
        self.fallback = fallback
        self.export = export
        self.place = place
    }

    func has(_ name: String) -> Bool { value(name) != nil }

    private func value(_ name: String) -> JSONValue? {
        let value = fields[name] ?? fallback[name]
        return value == .null ? nil : value
    }

    mutating func refuse(_ field: String, _ message: String) {
        let problem = PlanProblem(export: export, field: place + field, message: message)
        if !problems.contains(problem) { problems.append(problem) }
    }

    mutating func refuseFields(otherThan known: [String]) {
        for name in fields.keys.sorted() where !known.contains(name) && name != "$schema" && name != "description" {
            refuse(name, "is not a field; the fields here are \(known.joined(separator: ", "))")
        }
    }

    /// - Parameter what: completes "expected …".
    private mutating func expected<Value>(_ name: String, _ what: String, _ read: (JSONValue) -> Value?) -> Value? {
        guard let found = value(name) else { return nil }
        guard let value = read(found) else {
            refuse(name, "expected \(what), found \(found.kind)")
            return nil
        }
        return value
    }

    mutating func string(_ name: String, _ what: String = "a string") -> String? {
        let text = expected(name, what) { if case .string(let text) = $0 { text } else { nil as String? } }
        if let text, text.isEmpty || text.utf8.contains(0) {
            refuse(name, text.isEmpty ? "is empty; expected \(what)" : "contains a NUL character")
            return nil
        }
        return text
    }

    mutating func requiredString(_ name: String, _ what: String) -> String? {
        if !has(name) { refuse(name, "is missing; expected \(what)") }
        return string(name, what)
    }

    mutating func flag(_ name: String) -> Bool? {
        expected(name, "true or false") { if case .bool(let value) = $0 { value } else { nil as Bool? } }
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>, default: Int? = nil) -> Int? {
        let what = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let number = number(name, what) else { return `default` }
        guard let value = Int(exactly: number), range.contains(value) else {
            refuse(name, "is \(Int(exactly: number).map { String($0) } ?? String(number)); expected \(what)")
            return `default`
        }
        return value
    }

    mutating func number(_ name: String, _ what: String) -> Double? {
        expected(name, what) { if case .number(let value) = $0 { value } else { nil as Double? } }
    }

    mutating func strings(_ name: String, _ what: String) -> [String]? {
        let list = expected(name, what) { value -> [String]? in
            guard case .array(let values) = value, !values.isEmpty else { return nil }
            let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil as String? } }
            return texts.count == values.count ? texts : nil
        }
        if let list {
            var seen: Set<String> = []
            for text in list where !seen.insert(text).inserted { refuse(name, "names \"\(text)\" twice") }
        }
        return list
    }

    /// Names of columns and the like.
    mutating func names(_ name: String) -> [SQLIdentifier]? {
        strings(name, "a list of column names")?.compactMap { identifier($0, name) }
    }

    /// - Returns: `nil`, and a problem, for a text that cannot be a name.
    mutating func identifier(_ text: String, _ field: String) -> SQLIdentifier? {
        do throws(SQLProblem) {
            return try SQLIdentifier(text)
        } catch {
            refuse(field, error.description)
            return nil
        }
    }

    mutating func choice<Choice>(_ name: String, default: Choice) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let what = "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = string(name, what) else { return `default` }
        guard let choice = Choice(rawValue: text) else {
            refuse(name, "is \"\(text)\"; expected \(what)")
            return `default`
        }
        return choice
    }

    mutating func object(_ name: String) -> [String: JSONValue]? {
        expected(name, "an object") { if case .object(let value) = $0 { value } else { nil as [String: JSONValue]? } }
    }

    mutating func list(_ name: String) -> [JSONValue]? {
        expected(name, "a list") { if case .array(let value) = $0 { value } else { nil as [JSONValue]? } }
    }
}
