import RedshiftSQL

/// Where rows are counted.
enum Endpoint: Sendable, Equatable {
    case postgreSQL(DatabaseEndpoint)
    case s3(bucket: String, prefix: String)
    case redshift(Warehouse)
    /// This function cannot reach it: DMS's own word is the evidence.
    case unreachable(engine: String?)

    /// Whether this function counts rows there. Files are listed instead.
    var isCounted: Bool {
        switch self {
        case .postgreSQL, .redshift: true
        case .s3, .unreachable: false
        }
    }
}
