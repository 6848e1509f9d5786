/// How the Redshift Data API is told where to run a statement.
struct RedshiftConnection: Sendable, Equatable {
    enum Place: Sendable, Equatable {
        case workgroup(String)
        case cluster(String)
    }

    var place: Place
    var database: String
    var secret: String?
    /// For a cluster only.
    var databaseUser: String?
}
