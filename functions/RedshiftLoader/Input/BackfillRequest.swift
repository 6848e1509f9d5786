import LambdaRuntime
import JSON
import UTCTime

/// A command to load every file of a plan's sources that is not loaded yet: for a new table, or after events were lost.
struct BackfillRequest: Sendable, Equatable {
    /// `nil`: the deployment's plan.
    var plan: String?
    /// Tells a repeated request from another one.
    var id: String?
    /// Only this table; `nil`: every table of the plan.
    var table: String?
    /// Only files that were written at or after this time.
    var from: UTCTime?
    /// Only files that were written before this time.
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
