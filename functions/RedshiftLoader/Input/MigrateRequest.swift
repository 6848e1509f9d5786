import LambdaRuntime
import JSON

/// A command to run, undo or list the migrations of a plan in the warehouse.
struct MigrateRequest: Sendable, Equatable {
    /// The plan's name; `nil` for the deployment's plan.
    var plan: String?
    /// The id by which a repeated request is recognized.
    var id: String?
    var to: MigrationVersion?
    var undo: MigrationVersion?
    /// `true` to list the migrations that would run, without running them.
    var isExplained = false
    /// `true` to report the state of the plan's last request to migrate.
    var isStatus = false

    init(_ members: JSONObject) throws(InvalidRequest) {
        try CommandFieldReader.refuseUnknown(members, ["plan", "id", "to", "undo", "explain", "status"], in: "migrate")
        plan = try CommandFieldReader.text("plan", members)
        id = try CommandFieldReader.text("id", members)
        to = try Self.version("to", members)
        undo = try Self.version("undo", members)
        isExplained = try CommandFieldReader.flag("explain", members)
        isStatus = try CommandFieldReader.flag("status", members)
        if to != nil, undo != nil { throw InvalidRequest("\"to\" and \"undo\" exclude each other") }
        if isStatus, to != nil || undo != nil || isExplained {
            throw InvalidRequest("\"status\" asks only: give it alone")
        }
    }

    private static func version(_ name: String, _ members: JSONObject) throws(InvalidRequest) -> MigrationVersion? {
        guard let text = try CommandFieldReader.text(name, members) else { return nil }
        guard let version = MigrationVersion(text) else {
            throw InvalidRequest("\"\(name)\" is \"\(text)\"; expected a version such as 001 or 2.1")
        }
        return version
    }
}
