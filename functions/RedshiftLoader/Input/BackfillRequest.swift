import LambdaRuntime
import JSON
import UTCTime

/// A command to load every unloaded file of a plan's sources. It is for a new table, or for files whose events were
/// lost.
struct BackfillRequest: Sendable, Equatable {
    /// The plan's name; `nil` for the deployment's plan.
    var plan: String?
    /// The id by which a repeated request is recognized.
    var id: String?
    /// The only table to load; `nil` for every table of the plan.
    var table: String?
    /// The start of the time range: only files that were written at or after this time are loaded.
    var from: UTCTime?
    /// The end of the time range: only files that were written before this time are loaded.
    var to: UTCTime?

    init(_ members: JSONObject) throws(InvalidRequest) {
        try CommandFieldReader.refuseUnknown(members, ["plan", "id", "table", "from", "to"], in: "backfill")
        plan = try CommandFieldReader.text("plan", members)
        id = try CommandFieldReader.text("id", members)
        if let id, id.utf8.count > 100 {
            throw InvalidRequest("\"id\" has \(id.utf8.count) bytes; expected at most 100")
        }
        table = try CommandFieldReader.text("table", members)
        from = try CommandFieldReader.time("from", members)
        to = try CommandFieldReader.time("to", members)
        if let from, let to, from >= to { throw InvalidRequest("\"from\" is not before \"to\"") }
    }
}
