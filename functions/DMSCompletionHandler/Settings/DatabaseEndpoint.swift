/// A database that is counted through its own protocol.
struct DatabaseEndpoint: Sendable, Equatable {
    /// Name or ARN.
    var secret: String
    /// These three win over what the secret says.
    var host: String?
    var port: Int?
    var database: String?
}
