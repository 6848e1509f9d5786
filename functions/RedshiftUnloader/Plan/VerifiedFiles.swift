import JSON

/// Files whose existence and sizes agree with UNLOAD's manifest.
struct VerifiedFiles: Sendable, Equatable {
    struct File: Sendable, Equatable {
        let url: String
        let bytes: Int64
        var rows: Int64?
    }

    let files: [File]
    let rows: Int64
    let schema: JSONValue?

    /// Returns a copy with other files; the rows and the schema stay the same.
    func replacing(_ files: [File]) -> VerifiedFiles { VerifiedFiles(files: files, rows: rows, schema: schema) }

    var bytes: Int64 { files.reduce(0) { $0.addingReportingOverflow($1.bytes).partialValue } }
}
