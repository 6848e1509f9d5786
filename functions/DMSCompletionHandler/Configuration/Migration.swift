/// One migration, as configured: what is watched, how it is proved, and what comes after it.
struct Migration: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case task
        case serverless
        case dataSync
    }

    let name: String
    let taskARN: String
    let kind: Kind
    let source: Side
    let target: Side
    let acceptedStops: Set<StopReason>
    let policy: ComparePolicy
    let tables: [TableName: ComparePolicy]
    let gate: Gate
    let next: NextSteps
    /// The sweeper reports when it does not run.
    let mustRun: Bool
    /// The sweeper reports when its last stop is longer ago.
    let stopsWithinHours: Int?

    func policy(of table: TableName) -> ComparePolicy { tables[table] ?? policy }

    /// Whether an event about this resource is about this migration. DataSync tells of executions of a task.
    func isAbout(_ resource: String) -> Bool {
        resource == taskARN || (kind == .dataSync && resource.hasPrefix("\(taskARN)/execution/"))
    }
}

/// Where rows are counted.
enum Side: Sendable, Equatable {
    case postgreSQL(PostgreSQLSide)
    case s3(bucket: String, prefix: String)
    case redshift(RedshiftConnection)
    /// libpq cannot reach it: DMS's own word is the evidence.
    case unreachable(engine: String?)
}

struct PostgreSQLSide: Sendable, Equatable {
    /// Name or ARN.
    var secret: String
    /// These three win over what the secret says.
    var host: String?
    var port: Int?
    var database: String?
}

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

/// What is started once the gate lets something through, in this order.
struct NextSteps: Sendable, Equatable {
    var redshiftLoad: RedshiftLoad?
    var crawler: String?
    var glueWorkflow: String?
    var stateMachine: String?
}

/// A load of what DMS wrote into S3.
struct RedshiftLoad: Sendable, Equatable {
    enum Mode: String, Sendable {
        /// By key: rows that are there are replaced.
        case merge
        case append
        /// Everything that was there goes.
        case replace
    }

    var connection: RedshiftConnection
    var roleARN: String
    var schema: String?
    var mode: Mode
    /// By source table; of the source's names.
    var keys: [TableName: [String]]
}
