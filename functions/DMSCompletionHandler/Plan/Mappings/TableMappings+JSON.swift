import JSON

extension TableMappings {
    /// Reads the mappings from the JSON that DMS stores. Rules that change neither the rows nor the names are left out.
    ///
    /// - Throws: ``MappingError``, naming the rule.
    init(json: String) throws(MappingError) {
        let document: MappingDocument
        do {
            document = try JSONDocument(json).decode(MappingDocument.self)
        } catch {
            throw MappingError("they are not the JSON that DMS documents (\(json.prefix(100)))")
        }
        var selections: [Selection] = []
        var changes: [(order: Int, rule: Transformation)] = []
        for (index, rule) in (document.rules ?? []).enumerated() {
            do {
                switch rule.type {
                case "selection": selections.append(try Self.selection(rule))
                case "transformation":
                    if let change = try Self.transformation(rule) {
                        changes.append((rule.order?.number ?? Int.max, change))
                    }
                // Load settings, data masking and other rules change neither the rows nor the names.
                default: break
                }
            } catch {
                throw MappingError("rule \(rule.id?.text ?? "number \(index + 1)") has \(error.reason)")
            }
        }
        guard selections.contains(where: { $0.action != .exclude }) else {
            throw MappingError("no selection rule includes anything")
        }
        self.selections = selections
        // The sort is stable: rules of equal order keep their sequence.
        transformations = changes.sorted { $0.order < $1.order }.map(\.rule)
    }

    private struct RuleError: Error {
        let reason: String
    }

    private static func selection(_ rule: MappingDocument.Rule) throws(RuleError) -> Selection {
        guard let action = rule.action.flatMap(Selection.Action.init(rawValue:)) else {
            throw RuleError(reason: "the action \"\(rule.action ?? "")\", which is not known")
        }
        guard let locator = rule.locator, let schema = locator.schema, let table = locator.table else {
            throw RuleError(reason: "no schema-name or no table-name")
        }
        guard let relations = Selection.Relations(rawValue: locator.tableType ?? "table") else {
            throw RuleError(reason: "the table-type \"\(locator.tableType ?? "")\", which is not known")
        }
        var filters: [RowFilter] = []
        for filter in rule.filters ?? [] { filters.append(try Self.filter(filter)) }
        return Selection(
            action: action,
            relations: relations,
            schema: NamePattern(schema),
            table: NamePattern(table),
            filters: filters
        )
    }

    private static func filter(_ filter: MappingDocument.Rule.Filter) throws(RuleError) -> RowFilter {
        guard let column = filter.column, !column.isEmpty else { throw RuleError(reason: "a filter without a column") }
        guard let given = filter.conditions, !given.isEmpty else {
            throw RuleError(reason: "a filter on \"\(column)\" without conditions")
        }
        var conditions: [RowFilter.Condition] = []
        for condition in given { conditions.append(try Self.condition(condition, column)) }
        return RowFilter(column: column, conditions: conditions)
    }

    private static func condition(
        _ condition: MappingDocument.Rule.Filter.Condition,
        _ column: String
    ) throws(RuleError) -> RowFilter.Condition {
        func needed(_ value: MappingDocument.Scalar?, _ name: String) throws(RuleError) -> String {
            guard let value else { throw RuleError(reason: "a filter on \"\(column)\" without \"\(name)\"") }
            return value.text
        }
        switch condition.filterOperator {
        case "lte", "ste": return .atMost(try needed(condition.value, "value"))
        case "gte": return .atLeast(try needed(condition.value, "value"))
        case "eq": return .equal(try needed(condition.value, "value"))
        case "noteq": return .notEqual(try needed(condition.value, "value"))
        case "between":
            return .between(try needed(condition.start, "start-value"), try needed(condition.end, "end-value"))
        case "notbetween":
            return .notBetween(try needed(condition.start, "start-value"), try needed(condition.end, "end-value"))
        case "null": return .null
        case "notnull": return .notNull
        default:
            throw RuleError(
                reason:
                    "a filter on \"\(column)\" with the operator \"\(condition.filterOperator ?? "")\", which is not known"
            )
        }
    }

    /// Reads a transformation; `nil` for a rule that changes no name.
    private static func transformation(_ rule: MappingDocument.Rule) throws(RuleError) -> Transformation? {
        // Other targets, such as Oracle's tablespaces, do not matter here.
        guard let target = rule.target.flatMap(Transformation.Target.init(rawValue:)) else { return nil }
        let change: NameChange?
        do {
            change = try NameChange(action: rule.action ?? "", value: rule.value?.text, oldValue: rule.oldValue?.text)
        } catch {
            throw RuleError(reason: error.description)
        }
        guard let change else { return nil }
        return Transformation(
            target: target,
            schema: NamePattern(rule.locator?.schema ?? "%"),
            table: NamePattern(rule.locator?.table ?? "%"),
            column: NamePattern(rule.locator?.column ?? "%"),
            change: change
        )
    }
}
