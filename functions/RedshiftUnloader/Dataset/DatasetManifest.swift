import JSON
import UTCTime

/// `_SUCCESS.json`: what a dataset consists of. It is written last, so whoever reads it reads a whole dataset; the files of
/// attempts that failed or were superseded are not in it.
///
/// Redshift's COPY takes it as a manifest.
///
/// The same run writes the same bytes however often it writes: there is no time of writing in it.
struct DatasetManifest: Sendable, Encodable {
    struct Entry: Sendable, Encodable {
        struct Meta: Sendable, Encodable {
            let content_length: Int64
            let record_count: Int64?
        }
        let url: String
        let mandatory: Bool
        let meta: Meta
    }

    static let name = "_SUCCESS.json"

    let version = 1
    let plan: String
    let export: String
    let run: String
    let attempt: Int
    let scheduledTime: UTCTime
    let window: TimeWindow?
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
    /// Redshift's own manifest.
    let unloadManifest: String

    var json: [UInt8] {
        get throws {
            try JSONWriter.bytes(of: self, [.pretty, .sortedKeys])
        }
    }
}
