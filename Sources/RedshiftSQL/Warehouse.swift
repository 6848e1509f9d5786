public import AWSRedshiftData

/// The warehouse and database that statements run in, the user, and the role that Redshift assumes for S3. The
/// `warehouse:` block of a plan describes them.
/// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html
public struct Warehouse: Sendable, Equatable, Codable {
    /// The fields of a plan or of a deployment's settings. ``read(_:defaults:settings:)`` makes a warehouse from them.
    public struct Fields: Sendable, Equatable {
        public static let names = ["workgroup", "cluster", "database", "secret", "db_user", "role"]

        /// Name of a Serverless workgroup.
        public var workgroup: String?
        /// Identifier of a provisioned cluster.
        public var cluster: String?
        public var database: String?
        /// Name or ARN of a secret with a database user's credentials.
        public var secret: String?
        /// Database user, for a cluster only.
        public var databaseUser: String?
        /// The IAM role: an ARN, a chain of ARNs, or `default`.
        public var role: String?

        public init(
            workgroup: String? = nil,
            cluster: String? = nil,
            database: String? = nil,
            secret: String? = nil,
            databaseUser: String? = nil,
            role: String? = nil
        ) {
            self.workgroup = workgroup
            self.cluster = cluster
            self.database = database
            self.secret = secret
            self.databaseUser = databaseUser
            self.role = role
        }
    }

    /// One mistake in the fields.
    public struct Problem: Sendable, Equatable {
        /// The name of the field, one of ``Fields/names``.
        public let field: String
        public let message: String

        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    public let target: RedshiftDataTarget
    /// The role that Redshift assumes; `nil` when neither plan nor deployment names one.
    public let role: WarehouseIAMRole?

    public init(target: RedshiftDataTarget, role: WarehouseIAMRole?) {
        self.target = target
        self.role = role
    }

    /// Returns the same warehouse with another database.
    ///
    /// - Throws: ``SQLProblem`` for a name that a database cannot have.
    public func database(_ name: String) throws(SQLProblem) -> Warehouse {
        let name = try SQLIdentifier(name).name
        switch target {
        case .serverless(let workgroup, _, let secret):
            return Warehouse(
                target: .serverless(workgroup: workgroup, database: name, secretARN: secret),
                role: role
            )
        case .cluster(let cluster, _, let user, let secret):
            return Warehouse(
                target: .cluster(identifier: cluster, database: name, user: user, secretARN: secret),
                role: role
            )
        }
    }
}
