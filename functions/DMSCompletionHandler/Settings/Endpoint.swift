/// Where rows are counted.
enum Endpoint: Sendable, Equatable {
    case postgreSQL(PostgreSQLEndpoint)
    case s3(bucket: String, prefix: String)
    case redshift(RedshiftConnection)
    /// libpq cannot reach it: DMS's own word is the evidence.
    case unreachable(engine: String?)
}
