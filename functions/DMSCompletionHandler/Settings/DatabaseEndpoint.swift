/// A database that is counted through its own protocol.
struct DatabaseEndpoint: Sendable, Equatable {
    var kind = DatabaseKind.postgresql
    /// The name or ARN of the secret in Secrets Manager.
    var secret: String
    /// The server's host, which replaces the host in the secret; `nil` to use the secret's. ``port`` and ``database``
    /// also replace the secret's values.
    var host: String?
    var port: Int?
    var database: String?
}
