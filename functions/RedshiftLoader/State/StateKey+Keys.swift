import StateStore

/// The keys of the function's documents in the state table.
extension StateKey {
    static func load(_ id: String) -> StateKey { StateKey("load#\(id)", "load") }
    static func migration(of plan: String) -> StateKey { StateKey("migration#\(plan)", "migration") }
    static func backfill(_ id: String) -> StateKey { StateKey("backfill#\(id)", "backfill") }
    static func schema(of plan: String) -> StateKey { StateKey("schema#\(plan)", "schema") }
    static func request(_ id: String) -> StateKey { StateKey("request#\(id)", "request") }
    static func lane(_ lane: String, of plan: String) -> StateKey { StateKey("lane#\(plan)", lane) }
    static func page(_ id: String, of table: String, in plan: String) -> StateKey {
        StateKey(pages(of: table, in: plan), id)
    }
    static func pages(of table: String, in plan: String) -> String { "files#\(plan)/\(table)" }
}
