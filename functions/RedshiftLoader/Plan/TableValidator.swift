import PlanFile
import RedshiftSQL

/// Refuses the plan's tables that cannot be loaded as they are written. Every mistake is reported at its field.
struct TableValidator {
    let sources: [PlannedSource]
    let plan: FieldReader
    /// All tables of the plan by their names.
    let tables: [String: PlanTableBlock]

    /// Refuses checks that the loader cannot run, such as a check of an aggregate.
    func check(_ checks: [LoadCheck], of name: String) {
        guard let strategy = tables[name]?.strategy else { return }
        if strategy == .aggregate {
            plan.refuse("checks", "has \"\(name)\", an aggregate; check the table that it is of")
        }
        if strategy.isContinuousIngestion {
            plan.refuse("checks", "has \"\(name)\" of strategy \(strategy.rawValue), whose rows nobody checks")
        }
        for check in checks {
            if case .balance = check.kind, strategy == .append || strategy == .scd2 {
                plan.refuse("checks", "has a balance of \"\(name)\"; a table of strategy \(strategy.rawValue) has none")
            }
        }
    }

    /// Refuses a table's fields when they are missing or wrong, contradict each other, or name something that is not in
    /// the plan.
    func check(_ draft: PlanTableBlock) {
        let fields = draft.fields
        guard !fields.value.isExploration else { return }
        if SQLNameReader.table(draft.name) == nil {
            fields.value.refuse("\"\(draft.name)\" is not a table; write schema.table")
        } else if draft.name.utf8.count > LoaderLedger.longestTarget - 20 {
            fields.value.refuse(
                "has a name of \(draft.name.utf8.count) bytes; the ledger holds \(LoaderLedger.longestTarget - 20)"
            )
        }
        draft.refuseMisplaced()
        if draft.strategy == .aggregate {
            checkAggregate(draft)
        } else if draft.strategy == .stream {
            for field in ["stream", "columns"] where !fields.has(field) { fields.refuse(field, "is missing") }
        } else if draft.source == nil {
            if !fields.has("source") { fields.refuse("source", "is missing; expected a source's name") }
        } else if let source = sources.first(where: { $0.name == draft.source }) {
            checkColumns(draft, source.rows)
        } else {
            fields.refuse("source", "is \"\(draft.source ?? "")\", which is no source of the plan")
        }
    }

    private func checkColumns(_ draft: PlanTableBlock, _ source: LoadSource) {
        guard let strategy = draft.strategy, strategy != .append, strategy != .replace, !strategy.isContinuousIngestion
        else {
            return
        }
        let fields = draft.fields
        func known(_ field: String, _ names: [SQLIdentifier]) {
            for name in names where !source.rowColumns.contains(where: { $0.name == name }) {
                fields.refuse(field, "names \"\(name.name)\", which is not a column of the source's rows")
            }
        }
        if draft.uniqueKey.isEmpty, !fields.has("unique_key") {
            fields.refuse("unique_key", "is missing; expected the columns that tell two rows apart")
        }
        known("unique_key", draft.uniqueKey)
        for column in source.rowColumns where draft.uniqueKey.contains(column.name) {
            if [.float, .semistructured, .binary].contains(column.type.family) {
                fields.refuse("unique_key", "has \"\(column.name.name)\", a \(column.type), which is no key")
            }
        }
        for column in source.rowColumns where !column.type.isComparable {
            fields.refuse("source", "has \"\(column.name.name)\", a \(column.type): two of them cannot be compared")
        }
        if source.order.isEmpty, strategy != .scd2 {
            fields.refuse(
                "strategy",
                "is \(strategy.rawValue), and the source has no order: without it an older change would win over a newer one"
            )
        }
        if draft.hardDeletes == .invalidate, strategy != .scd2 {
            fields.refuse("hard_deletes", "is invalidate, which ends a version; use delete or ignore")
        }
        if draft.hardDeletes == .delete, strategy == .scd2 {
            fields.refuse("hard_deletes", "is delete, and a history deletes nothing; use invalidate or ignore")
        }
        if draft.surrogate == nil, strategy == .scd1 || strategy == .scd2, !fields.has("surrogate") {
            fields.refuse("surrogate", "is missing; expected the name of the surrogate key's column")
        }
        if let surrogate = draft.surrogate, source.columns.contains(where: { $0.name == surrogate }) {
            fields.refuse("surrogate", "is \"\(surrogate.name)\", which is a column of the source too")
        }
        if strategy == .scd2 { checkHistory(draft, source, known) }
        if strategy == .fact { checkFact(draft, source, known) }
    }

    private func checkHistory(
        _ draft: PlanTableBlock,
        _ source: LoadSource,
        _ known: (String, [SQLIdentifier]) -> Void
    ) {
        let fields = draft.fields
        guard let effective = draft.effective else {
            if !fields.has("effective") {
                fields.refuse("effective", "is missing; expected the column that says when a change took effect")
            }
            return
        }
        known("effective", [effective])
        if let type = source.columns.first(where: { $0.name == effective })?.type,
            type.family != .date && type.family != .timestamp
        {
            fields.refuse("effective", "is a \(type); expected a date, timestamp or timestamptz")
        }
        for name in draft.checkColumns ?? [] {
            known("check_cols", [name])
            if draft.uniqueKey.contains(name) || name == effective || source.order.contains(name) {
                fields.refuse("check_cols", "names \"\(name.name)\", which is in the key or the order")
            }
        }
        for column in source.columns where LoadTarget.historyColumnNames.contains(column.name.name) {
            fields.refuse("source", "has \"\(column.name.name)\", a column that the history has itself")
        }
        for name in [effective] + source.order where draft.uniqueKey.contains(name) {
            fields.refuse("unique_key", "has \"\(name.name)\", which puts a key's changes in order")
        }
    }

    private func checkFact(
        _ draft: PlanTableBlock,
        _ source: LoadSource,
        _ known: (String, [SQLIdentifier]) -> Void
    ) {
        if draft.dimensions.isEmpty, !draft.fields.has("dimensions") {
            draft.fields.refuse("dimensions", "is missing; a fact without dimensions is strategy merge")
        }
        known("at", draft.at.map { [$0] } ?? [])
        for dimension in draft.dimensions {
            if source.columns.contains(where: { $0.name == dimension.surrogate }) {
                dimension.fields.value.refuse("\"\(dimension.surrogate.name)\" is a column of the source too")
            }
            for name in dimension.by where !source.rowColumns.contains(where: { $0.name == name }) {
                dimension.fields.refuse("by", "names \"\(name.name)\", which is not a column of the source's rows")
            }
            guard let other = tables[dimension.of], other.strategy == .scd1 || other.strategy == .scd2 else {
                dimension.fields.refuse("of", "is \"\(dimension.of)\", which is no scd1 or scd2 table of the plan")
                continue
            }
            if other.uniqueKey.count != dimension.by.count {
                dimension.fields.refuse(
                    "by",
                    "has \(dimension.by.count) columns, and the unique_key of \(other.name) has \(other.uniqueKey.count)"
                )
            }
            if other.strategy == .scd2, draft.at == nil, !draft.fields.has("at") {
                draft.fields.refuse(
                    "at",
                    "is missing; expected the column that says which version of \(other.name) held"
                )
            }
        }
    }

    private func checkAggregate(_ draft: PlanTableBlock) {
        let fields = draft.fields
        for field in ["from", "group_by", "measures", "columns"] where !fields.has(field) {
            fields.refuse(field, "is missing")
        }
        if let from = draft.from {
            let strategy = tables[from]?.strategy
            if strategy == nil || strategy == .aggregate || strategy == .scd1 || strategy == .scd2
                || strategy?.isContinuousIngestion ?? false
            {
                fields.refuse("from", "is \"\(from)\"; expected an append, replace, merge or fact table of the plan")
            }
        }
        for expression in draft.groups + draft.measures
        where !draft.columns.contains(where: { $0.name == expression.name }) && !draft.columns.isEmpty {
            fields.refuse("columns", "has no type for \"\(expression.name.name)\"")
        }
        for column in draft.columns where !(draft.groups + draft.measures).contains(where: { $0.name == column.name }) {
            fields.refuse("columns", "has \"\(column.name.name)\", which is no group and no measure")
        }
        for group in draft.groups where draft.measures.contains(where: { $0.name == group.name }) {
            fields.refuse("measures", "has \"\(group.name.name)\", which is a group too")
        }
    }
}
