import LambdaRuntime
import AWSS3
import JSON

/// A command to load files again, although the ledger contains them. It is for a table whose rows another program
/// changed or deleted.
struct ReloadRequest: Sendable, Equatable {
    /// The plan's name; `nil` for the deployment's plan.
    var plan: String?
    /// The id by which a repeated request is recognized.
    var id: String?
    let table: String
    let files: [S3Location]
    /// `true` to allow a reload into an `append` table: the sender has deleted the old rows, or accepts them twice.
    var allowsDuplicates = false

    init(_ members: JSONObject) throws(InvalidRequest) {
        try CommandFieldReader.refuseUnknown(
            members,
            ["plan", "id", "table", "files", "allow_duplicates"],
            in: "reload"
        )
        plan = try CommandFieldReader.text("plan", members)
        id = try CommandFieldReader.text("id", members)
        guard let table = try CommandFieldReader.text("table", members) else {
            throw InvalidRequest("reload has no \"table\": name the one that lost its rows")
        }
        self.table = table
        var files: [S3Location] = []
        for (index, value) in try CommandFieldReader.list("files", members).enumerated() {
            guard let text = value.string else { throw InvalidRequest("files[\(index)] is expected to be a string") }
            files.append(try CommandFieldReader.place(text, "files[\(index)]"))
        }
        guard !files.isEmpty, Set(files).count == files.count else {
            throw InvalidRequest("reload has no \"files\", or one of them twice")
        }
        self.files = files
        allowsDuplicates = try CommandFieldReader.flag("allow_duplicates", members)
    }
}
