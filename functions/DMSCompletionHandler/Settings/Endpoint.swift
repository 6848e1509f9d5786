import RedshiftSQL

/// The source or the target of a migration. Its kind decides how the function counts the rows.
enum Endpoint: Sendable, Equatable {
    case database(DatabaseEndpoint)
    /// Files in S3, as a target only.
    ///
    /// - Parameter countsFooters: `true` when the rows of Parquet files are counted by the files' footers.
    case s3(bucket: String, prefix: String, countsFooters: Bool)
    case redshift(Warehouse)
    /// The function cannot reach the endpoint. DMS's validation and statistics are the evidence instead.
    case unreachable(engine: String?)

    /// `true` when this function counts the endpoint's rows by queries. For S3 it lists the files instead, and may read
    /// the row counts in Parquet footers.
    var isCounted: Bool {
        switch self {
        case .database, .redshift: true
        case .s3, .unreachable: false
        }
    }
}
