import PlanFile
import RedshiftSQL

/// Reads `checks:` of a plan: a list of checks for each table, named as in dbt.
enum PlanCheckReader {
    enum Severity: String, CaseIterable { case error, warn }

    static func read(_ plan: FieldReader) -> [String: [LoadCheck]] {
        let found = plan.entries("checks", count: 1...500) { name, value -> (String, [LoadCheck])? in
            value.list(count: 1...100) { item in item.mapping { check($0) } }.map { (name, $0) }
        }
        return Dictionary(found ?? []) { first, _ in first }
    }

    private static func check(_ fields: FieldReader) -> LoadCheck? {
        let name = fields.text("name", expected: "a name for reports")
        let severity = fields.choice("severity", .optional, Severity.self)
        let atMost = tolerance(fields)
        let condition = fields.value("where", expected: "a condition").flatMap {
            SQLNameReader.expression($0, "a condition")
        }
        let kinds: [(String, LoadCheck.Kind?)] = [
            ("not_null", SQLNameReader.columns("not_null", fields).map { .notNull($0) }),
            ("unique", SQLNameReader.columns("unique", fields).map { .unique($0) }),
            ("accepted_values", acceptedValues(fields)), ("relationships", relationship(fields)),
            ("row_count", rowCount(fields)), ("freshness", freshness(fields)),
            (
                "expression",
                fields.value("expression", expected: "a condition").flatMap {
                    SQLNameReader.expression($0, "a condition").map { .expression($0) }
                }
            ),
            (
                "balance",
                fields.text("balance", expected: "a column's name").flatMap {
                    SQLNameReader.identifier($0, "balance", fields).map { .balance($0) }
                }
            ),
        ]
        guard let chosen = fields.exactlyOne(of: LoadCheck.kinds),
            let kind = kinds.first(where: { $0.0 == chosen })?.1
        else { return nil }
        return LoadCheck(
            name: name ?? title(chosen, kind),
            kind: kind,
            isError: severity != .warn,
            atMost: atMost ?? .rows(0),
            condition: condition
        )
    }

    private static func title(_ word: String, _ kind: LoadCheck.Kind) -> String {
        switch kind {
        case .notNull(let names), .unique(let names): "\(word) \(names.map(\.name).joined(separator: ", "))"
        case .acceptedValues(let name, _), .relationships(let name, _, _), .freshness(let name, _), .balance(let name):
            "\(word) \(name.name)"
        case .expression(let text): "\(word) \(text)"
        case .rowCount: word
        }
    }

    private static func tolerance(_ fields: FieldReader) -> LoadCheck.Tolerance? {
        fields.value("at_most", expected: "a number of rows, or a share such as 0.1%")?.either(
            expected: "a number of rows, or a share such as 0.1%",
            scalar: { value -> LoadCheck.Tolerance? in
                if value.scalar?.text.hasSuffix("%") ?? false { return value.percent().map { .percent($0) } }
                return value.integer(in: 0...1_000_000_000).map { .rows(Int64($0)) }
            }
        )
    }

    private static func acceptedValues(_ fields: FieldReader) -> LoadCheck.Kind? {
        let found = fields.entries("accepted_values", count: 1...1) { name, value -> LoadCheck.Kind? in
            let values = value.list(count: 1...1000) { item -> String? in literal(item) }
            guard let values, !values.isEmpty, let column = try? SQLIdentifier(name) else { return nil }
            return .acceptedValues(column, values: values)
        }
        return found?.first
    }

    /// Returns a number unchanged, and a text as a SQL literal.
    private static func literal(_ item: PlanValueReader) -> String? {
        guard let scalar = item.scalar else {
            item.refuse("is expected to be a value")
            return nil
        }
        switch scalar.value {
        case .text: return (try? SQLLiteral(scalar.text))?.description
        case .integer(let number): return "\(number)"
        case .bool(let flag): return flag ? "true" : "false"
        case .null, .number:
            item.refuse("is expected to be text, a whole number, true or false")
            return nil
        }
    }

    private static func relationship(_ fields: FieldReader) -> LoadCheck.Kind? {
        let found = fields.entries("relationships", count: 1...1) { name, value -> LoadCheck.Kind? in
            guard let text = value.text("schema.table.column") else { return nil }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, let table = try? SQLTable(parts[0], parts[1]),
                let other = try? SQLIdentifier(parts[2]), let column = try? SQLIdentifier(name)
            else {
                value.refuse("is \"\(text)\"; expected schema.table.column")
                return nil
            }
            return .relationships(column, to: table, other)
        }
        return found?.first
    }

    private static func rowCount(_ fields: FieldReader) -> LoadCheck.Kind? {
        fields.mapping("row_count") { block -> LoadCheck.Kind? in
            let bounds = block.list("between", .required, count: 2...2) { $0.integer(in: 0...1_000_000_000_000) }
            guard let bounds, bounds.count == 2 else { return nil }
            guard bounds[0] <= bounds[1] else {
                block.refuse("between", "has its bounds the wrong way round")
                return nil
            }
            return .rowCount(Int64(bounds[0])...Int64(bounds[1]))
        }
    }

    private static func freshness(_ fields: FieldReader) -> LoadCheck.Kind? {
        fields.mapping("freshness") { block -> LoadCheck.Kind? in
            let column = block.text("column", .required, expected: "a column's name")
                .flatMap { SQLNameReader.identifier($0, "column", block) }
            let within = block.duration("within", .required, in: .seconds(1) ... .seconds(366 * 86_400))
            guard let column, let within else { return nil }
            return .freshness(column, withinSeconds: within.components.seconds)
        }
    }
}
