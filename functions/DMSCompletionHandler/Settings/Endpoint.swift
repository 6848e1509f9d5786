import RedshiftSQL

/// A source or a target: the place where rows are counted.
enum Endpoint: Sendable, Equatable {
    case database(DatabaseEndpoint)
    /// - Parameter countsFooters: the rows of Parquet files are counted by their footers.
    case s3(bucket: String, prefix: String, countsFooters: Bool)
    case redshift(Warehouse)
    /// This function cannot reach it: DMS's own word is the evidence.
    case unreachable(engine: String?)

    /// True when this function counts rows there. Files are listed instead.
    var isCounted: Bool {
        switch self {
        case .database, .redshift: true
        case .s3, .unreachable: false
        }
    }
}
