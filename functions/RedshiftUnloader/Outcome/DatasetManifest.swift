import JSON
import UTCTime

/// `_SUCCESS.json`: the files of a dataset, and where they come from. It is written last: whoever reads it reads a whole
/// dataset. Redshift's COPY takes it as a manifest.
///
/// It has no time of writing: an attempt that writes it twice writes the same bytes.
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
    /// SHA-256 of the SELECT.
    let queryHash: String
    let statementId: String
    let redshiftQueryId: Int64?
    let statementMilliseconds: Int64?
    let finishedAt: UTCTime?
    /// The dataset whose place it took, and whose files are deleted.
    let replaces: AttemptPrefix?

    var json: [UInt8] {
        get throws { try JSONWriter.bytes(of: self, [.pretty, .sortedKeys]) }
    }
}
