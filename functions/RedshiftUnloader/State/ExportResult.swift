import UTCTime

/// How an export ended.
struct ExportResult: Sendable, Equatable, Codable {
    var outcome: ExportOutcome
    /// The database's message, or what did not check.
    var message: String?
    /// URL of `_SUCCESS.json`, where one was written.
    var dataset: String?
    var rows: Int64?
    var bytes: Int64?
    var files: Int?
    /// Where the watermark stands now, should it be moved.
    var reached: WatermarkValue?
    /// Redshift's own time for the statement.
    var statementMilliseconds: Int64?
    var endedAt: UTCTime
}
