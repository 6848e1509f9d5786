import FormEncoding
import JSON

/// The fields of the input that a state machine sends to the function. Every field is optional here; an unknown field
/// is refused.
struct StateMachineInput {
    enum Mode: String, CaseIterable {
        case start, startAndWait, check, stop, resume

        static let list = allCases.map(\.rawValue).joined(separator: ", ")

        /// The fields that this mode reads.
        var fields: Set<Field> {
            let request: Set<Field> = [.dedupeKey, .executionName, .concurrency, .waitLimitSeconds]
            let verdict: Set<Field> = [.unreached, .mayBeUnreached, .mayFail]
            let start: Set<Field> = [.eventId, .eventIds, .properties, .windowSeconds, .onFailed]
            let wait: Set<Field> = [.taskToken, .executionArn, .stopOnAbort]
            let reference: Set<Field> = [.runId, .dedupeKey, .eventId, .eventIds, .executionName, .properties]
            return switch self {
            case .start: request.union(verdict).union(start).union([.workflow])
            case .startAndWait: request.union(verdict).union(start).union(wait).union([.workflow])
            case .resume: request.union(verdict).union(wait).union([.workflow, .runId])
            case .check: reference.union(verdict).union([.workflow, .failOnError])
            case .stop: reference.union([.workflow])
            }
        }
    }

    enum Field: String, CaseIterable {
        case mode, workflow, taskToken, dedupeKey, eventId, eventIds, executionName, executionArn, properties
        case concurrency, waitLimitSeconds, windowSeconds, unreached, mayBeUnreached, mayFail, onFailed, stopOnAbort
        case runId, failOnError

        static let list = allCases.map(\.rawValue).joined(separator: ", ")
    }

    private let root: JSONElement
    private let given: Set<Field>

    /// - Throws: `StarterError` for a field that is unknown or given twice; `JSONError` when the input is not an
    ///   object.
    init(_ root: JSONElement) throws {
        self.root = root
        var given: Set<Field> = []
        for member in try root.object {
            let name = try member.name
            if name.hasSuffix(".$") {
                throw StarterError.invalid(
                    "there is a field \"\(name)\": Step Functions did not resolve it; in JSONata the name is without \".$\" and the value in {% %}"
                )
            }
            guard let field = Field(rawValue: name) else {
                throw StarterError.invalid("there is no field \"\(name)\"; the fields are \(Field.list)")
            }
            guard given.insert(field).inserted else { throw StarterError.invalid("\"\(name)\" is given twice") }
        }
        self.given = given
    }

    /// Refuses fields that a mode does not read. For example, mode `start` would ignore a `taskToken`, and the task
    /// would wait for ever.
    func refuseFieldsNotOf(_ mode: Mode) throws(StarterError) {
        let odd = given.subtracting(mode.fields).subtracting([.mode]).map(\.rawValue).sorted()
        guard let field = odd.first else { return }
        throw StarterError.invalid("\"\(field)\" means nothing in mode \(mode.rawValue)")
    }

    // MARK: - Values

    /// Returns the value of a field; `nil` when the field is missing or null.
    func element(_ field: Field) -> JSONElement? { root[field.rawValue].ifPresent }

    func text(_ field: Field) throws -> String? { try element(field).map { try Self.resolved($0) } }

    /// Reads a text of 1 to 255 bytes; `nil` when the field is missing.
    func name(_ field: Field) throws -> String? {
        guard let text = try text(field) else { return nil }
        guard (1...RunDedupeKey.longestName).contains(text.utf8.count) else {
            throw StarterError.invalid("\"\(field.rawValue)\" must have 1 to \(RunDedupeKey.longestName) bytes")
        }
        return text
    }

    func requiredName(_ field: Field) throws -> String {
        guard let name = try name(field) else { throw StarterError.invalid("\"\(field.rawValue)\" is missing") }
        return name
    }

    func workflow() throws -> String {
        let name = try requiredName(.workflow)
        guard !name.hasPrefix("arn:") else {
            throw StarterError.invalid(
                "\"workflow\" is an ARN: give the workflow's name, which stands behind workflow/"
            )
        }
        return name
    }

    func texts(_ field: Field) throws -> [String]? {
        try element(field).map { try $0.array.map { try Self.resolved($0) } }
    }

    func flag(_ field: Field) throws -> Bool? { try element(field).map { try $0.bool } }

    func number(_ field: Field, _ range: ClosedRange<Int>, _ standard: Int) throws -> Int {
        guard let value = try element(field).map({ try $0.int }) else { return standard }
        guard range.contains(value) else {
            throw StarterError.invalid(
                "\"\(field.rawValue)\" is \(value); it is from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ field: Field) throws -> Choice? {
        guard let word = try text(field) else { return nil }
        guard let choice = Choice(rawValue: word) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw StarterError.invalid("\"\(field.rawValue)\" is \"\(word.cut(toBytes: 50))\"; it is one of \(all)")
        }
        return choice
    }

    /// Reads the run properties. Glue's properties are strings, so numbers and booleans become text. Equal numbers
    /// become the same text.
    func properties() throws -> [String: String] {
        guard let element = element(.properties) else { return [:] }
        var properties: [String: String] = [:]
        for member in try element.object {
            let name = try member.name
            if name.hasSuffix(".$") {
                throw StarterError.invalid("\"properties\" has the name \"\(name)\": Step Functions did not resolve it")
            }
            if let problem = UnresolvedPlaceholder.problem(ofName: name) {
                throw StarterError.invalid("\"properties\" has the name \"\(name.cut(toBytes: 80))\", which \(problem)")
            }
            guard properties[name] == nil else {
                throw StarterError.invalid("\"properties\" has the name \"\(name)\" twice")
            }
            let value = member.value
            properties[name] =
                switch value.kind {
                case .number: try value.number.canonicalText
                case .bool: try value.bool ? "true" : "false"
                case .string: try Self.resolved(property: value, name)
                default: throw StarterError.invalid("properties.\(name) must be text, a number or a boolean")
                }
        }
        return properties
    }

    /// Reads a text, and throws if the text contains an unresolved placeholder.
    private static func resolved(_ element: JSONElement) throws -> String {
        let text = try element.string
        if let problem = UnresolvedPlaceholder.problem(ofName: text) {
            throw StarterError.invalid("\"\(element.path)\" is \"\(text.cut(toBytes: 80))\", which \(problem)")
        }
        return text
    }

    private static func resolved(property element: JSONElement, _ name: String) throws -> String {
        let text = try element.string
        if let problem = UnresolvedPlaceholder.problem(ofValue: text) {
            throw StarterError.invalid("\"properties.\(name)\" is \"\(text.cut(toBytes: 80))\", which \(problem)")
        }
        return text
    }
}
