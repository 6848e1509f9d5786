public import AWSRedshiftData

/// The warehouse and database that statements run in, their user, and the role that Redshift assumes for S3: the `warehouse:`
/// block of a plan.
/// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html
public struct Warehouse: Sendable, Equatable, Codable {
    /// The fields as a plan or a deployment's settings have them. ``read(_:defaults:)`` makes a warehouse of it.
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
        /// ARN, chain of ARNs, or `default`.
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

    /// One thing that is wrong with the fields.
    public struct Problem: Sendable, Equatable {
        /// One of ``Fields/names``.
        public let field: String
        public let message: String

        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    public let target: RedshiftDataTarget
    /// The role; `nil` when neither plan nor deployment names one.
    public let role: WarehouseIAMRole?

    public init(target: RedshiftDataTarget, role: WarehouseIAMRole?) {
        self.target = target
        self.role = role
    }

    /// The same warehouse, in another database.
    ///
    /// - Throws: ``SQLProblem`` for a name that no database has.
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
