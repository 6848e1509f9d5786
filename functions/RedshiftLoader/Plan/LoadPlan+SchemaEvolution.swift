import RedshiftSQL

extension LoadPlan {
    /// Returns the plan with the recorded columns of its sources. A column that is now in the plan has the plan's type,
    /// unless the recorded text type is longer.
    func evolved(by record: SchemaRecord?) -> LoadPlan {
        guard let record, !record.sources.isEmpty else { return self }
        let evolved = sources.map { $0.evolved(by: record.sources[$0.name] ?? []) }
        guard evolved != sources else { return self }
        let tables = tables.map { table -> PlannedTable in
            guard let source = evolved.first(where: { $0.name == table.source }), source.rows != table.target.source
            else { return table }
            return PlannedTable(
                name: table.name,
                source: table.source,
                target: table.target.evolved(to: source.rows, checksEveryColumn: table.checksEveryColumn),
                lane: table.lane,
                checksEveryColumn: table.checksEveryColumn
            )
        }
        var plan = self
        plan.sources = evolved
        plan.tables = tables
        return plan
    }
}

extension PlannedSource {
    fileprivate func evolved(by learned: [SchemaRecord.Learned]) -> PlannedSource {
        var columns = rows.columns
        for each in learned {
            guard let name = try? SQLIdentifier(each.name), let type = try? SQLType(each.type) else { continue }
            let index = columns.firstIndex { $0.name.name.lowercased() == each.name.lowercased() }
            guard let index else {
                columns.append(ColumnDefinition(name, type))
                continue
            }
            let planned = columns[index]
            guard planned.type.family == .text, type.family == .text, !planned.type.holds(type) else { continue }
            columns[index] = ColumnDefinition(planned.name, type, isNullable: planned.isNullable)
        }
        let rows = LoadSource(
            columns: columns,
            format: rows.format,
            options: rows.options,
            operation: rows.operation,
            order: rows.order
        )
        return PlannedSource(name: name, from: from, suffix: suffix, rows: rows)
    }
}
