import StateStore

/// The keys of the function's documents in the state table.
extension StateKey {
    static func run(_ id: String) -> StateKey { StateKey("run#\(id)", "run") }
    static func export(_ name: String, of run: String) -> StateKey { StateKey("run#\(run)", "export#\(name)") }
    static func leftovers(of export: String, of run: String) -> StateKey {
        StateKey("run#\(run)", "leftovers#\(export)")
    }
    static func watermark(plan: String, export: String) -> StateKey { StateKey("watermark#\(plan)", export) }
    static func cursor(plan: String) -> StateKey { StateKey("schedule#\(plan)", "cursor") }
    static func backfill(_ id: String) -> StateKey { StateKey("backfill#\(id)", "backfill") }
}
