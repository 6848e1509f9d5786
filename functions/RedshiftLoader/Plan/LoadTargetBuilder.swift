import RedshiftSQL

/// Builds a load's target. It is made from one table of the plan, and from the plan's related tables: aggregates, facts
/// and dimensions.
struct LoadTargetBuilder {
    /// All tables of the plan by their names.
    let tables: [String: PlanTableBlock]

    /// Builds the target of a table's loads; `nil` for a table that was refused.
    func target(
        _ draft: PlanTableBlock,
        _ source: PlannedSource,
        _ checks: [LoadCheck]
    ) -> LoadTarget? {
        guard let table = SQLNameReader.table(draft.name), let strategy = strategy(draft, source.rows) else {
            return nil
        }
        return LoadTarget(
            table: table,
            source: source.rows,
            strategy: strategy,
            checks: checks,
            aggregates: aggregates(of: draft.name),
            references: references(to: draft)
        )
    }

    private func strategy(
        _ draft: PlanTableBlock,
        _ source: LoadSource
    ) -> LoadStrategy? {
        let keyed = KeyedTableRules(uniqueKey: draft.uniqueKey, appliesDeletes: draft.hardDeletes != .ignore)
        switch draft.strategy {
        case .append?: return .append
        case .replace?: return .replace
        case .merge?: return draft.uniqueKey.isEmpty ? nil : .merge(keyed)
        case .scd1?:
            guard let surrogate = draft.surrogate, !draft.uniqueKey.isEmpty else { return nil }
            // A dimension's member is kept for the facts that refer to it, unless the plan deletes it.
            let kept = KeyedTableRules(uniqueKey: draft.uniqueKey, appliesDeletes: draft.hardDeletes == .delete)
            return .scd1(kept, surrogate: surrogate)
        case .scd2?:
            guard let surrogate = draft.surrogate, let effective = draft.effective, !draft.uniqueKey.isEmpty else {
                return nil
            }
            let attributes = source.rowColumns.map(\.name).filter {
                !draft.uniqueKey.contains($0) && $0 != effective && !source.order.contains($0)
            }
            return .scd2(
                HistoryTableRules(
                    uniqueKey: draft.uniqueKey,
                    effective: effective,
                    checkColumns: draft.checkColumns ?? attributes,
                    surrogate: surrogate,
                    appliesDeletes: draft.hardDeletes != .ignore
                )
            )
        case .fact?:
            let lookups = draft.dimensions.compactMap { lookup($0, of: draft) }
            guard !draft.uniqueKey.isEmpty, lookups.count == draft.dimensions.count else { return nil }
            return .fact(FactTableRules(keyed: keyed, dimensions: lookups))
        case .aggregate?, .copyJob?, .stream?, nil: return nil
        }
    }

    private func lookup(
        _ dimension: PlanTableBlock.Dimension,
        of fact: PlanTableBlock
    ) -> DimensionLookup? {
        guard let other = tables[dimension.of], let table = SQLNameReader.table(other.name),
            let surrogate = other.surrogate, other.uniqueKey.count == dimension.by.count
        else { return nil }
        if other.strategy == .scd2, fact.at == nil { return nil }
        return DimensionLookup(
            dimension: table,
            key: other.uniqueKey,
            dimensionSurrogate: surrogate,
            by: dimension.by,
            surrogate: dimension.surrogate,
            at: other.strategy == .scd2 ? fact.at : nil
        )
    }

    private func references(to draft: PlanTableBlock) -> [FactReference] {
        guard draft.strategy == .scd1 || draft.strategy == .scd2 else { return [] }
        return tables.values.filter { $0.strategy == .fact }.sorted { $0.name < $1.name }.flatMap { fact in
            fact.dimensions.filter { $0.of == draft.name }.compactMap { dimension -> FactReference? in
                guard let table = SQLNameReader.table(fact.name), let lookup = lookup(dimension, of: fact)
                else {
                    return nil
                }
                let shown = aggregates(of: fact.name).filter { $0.mayShow(dimension.surrogate) }
                return FactReference(fact: table, uniqueKey: fact.uniqueKey, lookup: lookup, aggregates: shown)
            }
        }
    }

    private func aggregates(of name: String) -> [AggregateTarget] {
        tables.values.filter { $0.strategy == .aggregate && $0.from == name }.sorted { $0.name < $1.name }.compactMap {
            draft in
            guard let table = SQLNameReader.table(draft.name), let from = SQLNameReader.table(name),
                !draft.groups.isEmpty
            else {
                return nil
            }
            func columns(_ expressions: [PlanTableBlock.Expression]) -> [AggregateTarget.Column] {
                expressions.compactMap { expression in
                    draft.columns.first { $0.name == expression.name }
                        .map { AggregateTarget.Column($0, expression: expression.text) }
                }
            }
            return AggregateTarget(
                table: table,
                from: from,
                groups: columns(draft.groups),
                measures: columns(draft.measures)
            )
        }
    }
}
