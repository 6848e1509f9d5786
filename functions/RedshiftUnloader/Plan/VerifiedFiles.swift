import JSON

/// Files that are there, with the sizes they should have.
struct VerifiedFiles: Sendable, Equatable {
    struct File: Sendable, Equatable {
        let url: String
        let bytes: Int64
        var rows: Int64?
    }

    var files: [File]
    let rows: Int64
    let schema: JSONValue?

    var bytes: Int64 { files.reduce(0) { $0.addingReportingOverflow($1.bytes).partialValue } }
}
