/// The warehouse that runs a statement, and the identity with which the statement runs.
public enum RedshiftDataTarget: Sendable, Equatable, Codable {
    /// A serverless workgroup.
    ///
    /// - Parameter secretARN: `nil` for the caller's IAM identity.
    case serverless(workgroup: String, database: String, secretARN: String?)
    /// A provisioned cluster. The statement runs as the user, or with the secret; with neither, it runs with the
    /// caller's IAM identity.
    case cluster(identifier: String, database: String, user: String?, secretARN: String?)

    /// The request fields that identify this target. A workgroup is never sent together with a `DbUser`.
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

/// Reads and writes the target in the form of a request's fields.
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
