import UTCTime

/// The result of an export that has ended, with its numbers.
struct CompletedExport: Sendable, Equatable, Codable {
    var outcome: ExportOutcome
    /// The reason for the outcome, such as the database's message or the reason why the verification failed.
    var message: String?
    /// The URL of the dataset's `_SUCCESS.json`; `nil` when none was written.
    var dataset: String?
    var rows: Int64?
    var bytes: Int64?
    var files: Int?
    /// The value that the watermark moves to when the export is published.
    var reached: WatermarkValue?
    /// The duration of the statement in milliseconds, as Redshift reports it.
    var statementMilliseconds: Int64?
    var endedAt: UTCTime
}
