public import AWSClient

/// The Amazon Redshift Data API: SQL without a connection.
/// https://docs.aws.amazon.com/redshift-data/latest/APIReference/Welcome.html
public struct RedshiftData: Sendable {
    static let service = AWSService(
        name: "Redshift Data",
        endpointPrefix: "redshift-data",
        wireProtocol: .json(version: "1.1", targetPrefix: "RedshiftData")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// See ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }
}

/// The warehouse and the identity a statement runs with.
public enum RedshiftDataTarget: Sendable, Equatable, Codable {
    /// - Parameter secretARN: `nil` for the caller's IAM identity.
    case serverless(workgroup: String, database: String, secretARN: String?)
    /// A user or a secret; with neither, the caller's IAM identity.
    case cluster(identifier: String, database: String, user: String?, secretARN: String?)

    /// The members of a request that name this target. A workgroup never comes with a `DbUser`.
    var members: RedshiftDataTargetMembers {
        switch self {
        case .serverless(let workgroup, let database, let secret):
            RedshiftDataTargetMembers(WorkgroupName: workgroup, Database: database, SecretArn: secret)
        case .cluster(let identifier, let database, let user, let secret):
            RedshiftDataTargetMembers(
                ClusterIdentifier: identifier,
                Database: database,
                DbUser: user,
                SecretArn: secret
            )
        }
    }
}

/// The target's members alone, as a request has them.
extension RedshiftDataTarget {
    public func encode(to encoder: any Encoder) throws { try members.encode(to: encoder) }

    public init(from decoder: any Decoder) throws {
        let members = try RedshiftDataTargetMembers(from: decoder)
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

struct RedshiftDataTargetMembers: Sendable, Codable {
    var WorkgroupName: String?
    var ClusterIdentifier: String?
    var Database: String
    var DbUser: String?
    var SecretArn: String?
}
