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

/// Where a statement runs, and as whom.
public enum RedshiftDataTarget: Sendable, Equatable, Codable {
    /// - Parameter secretARN: `nil` for the caller's IAM identity.
    case serverless(workgroup: String, database: String, secretARN: String?)
    /// A user or a secret; with neither, the caller's IAM identity.
    case cluster(identifier: String, database: String, user: String?, secretARN: String?)

    /// The members of a request that say it. A workgroup never comes with a `DbUser`.
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

struct RedshiftDataTargetMembers: Sendable, Equatable {
    var WorkgroupName: String?
    var ClusterIdentifier: String?
    var Database: String
    var DbUser: String?
    var SecretArn: String?
}
