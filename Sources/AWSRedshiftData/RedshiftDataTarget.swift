/// The warehouse and the identity a statement runs with.
public enum RedshiftDataTarget: Sendable, Equatable, Codable {
    /// - Parameter secretARN: `nil` for the caller's IAM identity.
    case serverless(workgroup: String, database: String, secretARN: String?)
    /// A user or a secret; with neither, the caller's IAM identity.
    case cluster(identifier: String, database: String, user: String?, secretARN: String?)

    /// The members of a request that name this target. A workgroup never comes with a `DbUser`.
    var members: RedshiftDataTargetJSON {
        switch self {
        case .serverless(let workgroup, let database, let secret):
            RedshiftDataTargetJSON(WorkgroupName: workgroup, Database: database, SecretArn: secret)
        case .cluster(let identifier, let database, let user, let secret):
            RedshiftDataTargetJSON(
                ClusterIdentifier: identifier,
                Database: database,
                DbUser: user,
                SecretArn: secret
            )
        }
    }
}

/// The target as the members of a request.
extension RedshiftDataTarget {
    public func encode(to encoder: any Encoder) throws { try members.encode(to: encoder) }

    public init(from decoder: any Decoder) throws {
        let members = try RedshiftDataTargetJSON(from: decoder)
        if let workgroup = members.WorkgroupName {
            self = .serverless(workgroup: workgroup, database: members.Database, secretARN: members.SecretArn)
        } else {
            self = .cluster(
                identifier: members.ClusterIdentifier ?? "",
                database: members.Database,
                user: members.DbUser,
                secretARN: members.SecretArn
            )
        }
    }
}
