import PlanFile
import RedshiftSQL

/// Reads `tables:` and `checks:` of a plan, and resolves the references between tables. Every mistake is reported at
/// its field.
struct PlanTableReader {
    let sources: [PlannedSource]
    let plan: FieldReader

    /// Reads all tables of the plan, and resolves the references of the tables that the loader loads.
    func read() -> (tables: [PlannedTable], drafts: [PlanTableBlock])? {
        let drafts = plan.entries("tables", .required, count: 1...500) { name, value in
            value.mapping { PlanTableBlock(name, $0) }
        }
        let checks = PlanCheckReader.read(plan)
        guard let drafts else { return nil }
        let names = Dictionary(drafts.map { ($0.name, $0) }) { first, _ in first }
        for name in checks.keys.sorted() where names[name] == nil {
            plan.refuse("checks", "has \"\(name)\", which is no table of the plan")
        }
        let validator = TableValidator(sources: sources, plan: plan, tables: names)
        for (name, checks) in checks { validator.check(checks, of: name) }
        for draft in drafts { validator.check(draft) }
        let builder = LoadTargetBuilder(tables: names)
        let lanes = LaneAssignment(drafts)
        let tables = drafts.compactMap { draft -> PlannedTable? in
            guard draft.strategy != .aggregate, !(draft.strategy?.isContinuousIngestion ?? false),
                let source = sources.first(where: { $0.name == draft.source }),
                let target = builder.target(draft, source, checks[draft.name] ?? [])
            else { return nil }
            return PlannedTable(
                name: draft.name,
                source: source.name,
                target: target,
                lane: lanes.lane(of: draft.name),
                snapshots: draft.strategy == .replace ? draft.snapshots ?? .folder : nil,
                checksEveryColumn: draft.checkColumns == nil
            )
        }
        return (tables, drafts)
    }
}
