/// A database that is counted through its own protocol.
struct DatabaseEndpoint: Sendable, Equatable {
    var kind = DatabaseKind.postgresql
    /// Name or ARN.
    var secret: String
    /// These three win over the secret's.
    var host: String?
    var port: Int?
    var database: String?
}
