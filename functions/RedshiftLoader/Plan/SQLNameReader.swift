import PlanFile
import RedshiftSQL

/// Reads the names of schemas, tables and columns in a plan.
enum SQLNameReader {
    static func identifier(_ text: String, _ field: String, _ fields: FieldReader) -> SQLIdentifier? {
        do throws(SQLProblem) {
            return try SQLIdentifier(text)
        } catch {
            fields.refuse(field, error.description)
            return nil
        }
    }

    static func identifier(_ value: PlanValueReader, _ expected: String = "a column's name") -> SQLIdentifier? {
        guard let text = value.text(expected) else { return nil }
        do throws(SQLProblem) {
            return try SQLIdentifier(text)
        } catch {
            value.refuse(error.description)
            return nil
        }
    }

    /// Parses `schema.table`: the text before the first dot is the schema.
    static func table(_ text: String) -> SQLTable? {
        guard let dot = text.firstIndex(of: ".") else { return nil }
        return try? SQLTable(String(text[..<dot]), String(text[text.index(after: dot)...]))
    }

    /// Reads a field with one column, or with a list of different columns.
    static func columns(_ field: String, _ fields: FieldReader, _ need: PlanFieldNeed = .optional) -> [SQLIdentifier]? {
        var seen: Set<SQLIdentifier> = []
        func one(_ value: PlanValueReader) -> SQLIdentifier? {
            guard let name = identifier(value) else { return nil }
            if !seen.insert(name).inserted { value.refuse("names \"\(name.name)\" twice") }
            return name
        }
        let expected = "a column, or a list of columns"
        return fields.value(field, need, expected: expected)?.either(
            expected: expected,
            scalar: { value in one(value).map { [$0] } },
            list: { $0.list(count: 1...400, one) }
        )
    }

    /// Reads a piece of SQL that becomes a part of the loader's statements.
    static func expression(_ value: PlanValueReader, _ expected: String) -> String? {
        guard let text = value.text(expected) else { return nil }
        let scan = SQLScan(text)
        for problem in scan.problemsAsCondition { value.refuse(problem) }
        return scan.problemsAsCondition.isEmpty ? text : nil
    }
}
