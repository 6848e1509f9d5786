import JSON
import UTCTime

/// The content of `_SUCCESS.json`: the files of a dataset, and their origin. The file is written last, so that a reader
/// that finds it can read a whole dataset. Redshift's COPY accepts it as a manifest.
///
/// The content has no time of writing: an attempt that writes the file twice writes the same bytes.
struct DatasetManifest: Sendable, Codable {
    struct Entry: Sendable, Codable {
        struct Meta: Sendable, Codable {
            let content_length: Int64
            let record_count: Int64?
        }
        let url: String
        let mandatory: Bool
        let meta: Meta
    }

    static let name = "_SUCCESS.json"

    var version = 2
    let plan: String
    let export: String
    let run: String
    let attempt: Int
    let scheduledTime: UTCTime
    let window: ExportRowRange?
    let format: String
    let files: Int
    let rows: Int64
    let bytes: Int64
    let entries: [Entry]
    let schema: JSONValue?
    /// The SHA-256 of the export's SELECT statement.
    let queryHash: String
    let statementId: String
    let redshiftQueryId: Int64?
    let statementMilliseconds: Int64?
    let finishedAt: UTCTime?
    /// The earlier dataset that this dataset replaced; `nil` for none. It is deleted after the manifest is written.
    let replaces: AttemptPrefix?

    var json: [UInt8] {
        get throws { try JSONWriter.bytes(of: self, [.pretty, .sortedKeys]) }
    }
}
