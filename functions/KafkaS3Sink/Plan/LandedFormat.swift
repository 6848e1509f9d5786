/// The format of a topic's files.
enum LandedFormat: String, Sendable, CaseIterable {
    case parquet
    /// One line of JSON for each row, compressed as one gzip member.
    case jsonLines = "jsonl.gz"

    var contentType: String {
        switch self {
        case .parquet: "application/vnd.apache.parquet"
        case .jsonLines: "application/x-ndjson"
        }
    }
}
