import UTCTime

/// The end of an export, with its numbers.
struct CompletedExport: Sendable, Equatable, Codable {
    var outcome: ExportOutcome
    /// The database's message, or the reason of the verification.
    var message: String?
    /// URL of `_SUCCESS.json`, where one was written.
    var dataset: String?
    var rows: Int64?
    var bytes: Int64?
    var files: Int?
    /// The value that the watermark moves to.
    var reached: WatermarkValue?
    /// Redshift's own time for the statement.
    var statementMilliseconds: Int64?
    var endedAt: UTCTime
}
