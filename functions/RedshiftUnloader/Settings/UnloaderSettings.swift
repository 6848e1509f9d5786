import AWSS3
import LambdaRuntime
import PlanFile
import RedshiftSQL

/// The function's settings, read once.
struct UnloaderSettings: Sendable {
    let stateTable: String
    let stateRetention: Duration
    /// The plan for events that name no plan; `nil` when there is no default plan.
    let plan: String?
    let planPlace: PlanPlace
    let deployment: DeploymentDefaults
    let statementPrefix: String
    let waits: Bool
    let waitMargin: Duration
    let usesLongPolling: Bool

    /// Reads the settings of the deployment.
    ///
    /// - Parameter settings: the reader, which collects every wrong setting.
    init(_ settings: inout SettingsReader) {
        stateTable = settings.required("STATE_TABLE", expected: "the name of the DynamoDB table for runs")
        stateRetention = .seconds(86_400 * settings.integer("STATE_RETENTION_DAYS", in: 2...3650, default: 90))
        (plan, planPlace) = Self.plan(&settings)
        waits = settings.flag("WAIT_FOR_STATEMENTS", default: false)
        waitMargin = .seconds(settings.integer("WAIT_MARGIN_SECONDS", in: 2...300, default: 10))
        usesLongPolling = settings.flag("LONG_POLLING", default: false)
        statementPrefix =
            settings.optional("STATEMENT_PREFIX", expected: PlanName.rule()) { PlanName.isValid($0) ? $0 : nil }
            ?? "redshift-unloader"
        deployment = Self.deployment(&settings)
    }

    /// Reads only the settings that a dry run needs: the defaults for plans. Settings for calls to AWS are not read.
    static func forDryRun(_ settings: inout SettingsReader) -> (plan: String?, place: PlanPlace, DeploymentDefaults) {
        let (plan, place) = plan(&settings)
        return (plan, place, deployment(&settings))
    }

    private static func plan(_ settings: inout SettingsReader) -> (plan: String?, place: PlanPlace) {
        let name = settings.optional("PLAN", expected: PlanName.rule()) { PlanName.isValid($0) ? $0 : nil }
        let root = settings.environment["LAMBDA_TASK_ROOT"] ?? "functions/RedshiftUnloader"
        guard settings.environment["PLAN_S3_URI"] != nil else { return (name, .folder("\(root)/plans")) }
        let place = settings.attempt { try PlanPlace($0) }
        return (name ?? place?.onlyName, place ?? .folder("\(root)/plans"))
    }

    /// The environment variable of each field of the warehouse.
    static let warehouseSettings = [
        "workgroup": "REDSHIFT_WORKGROUP", "cluster": "REDSHIFT_CLUSTER", "database": "REDSHIFT_DATABASE",
        "secret": "REDSHIFT_SECRET_ARN", "db_user": "REDSHIFT_DB_USER", "role": "UNLOAD_ROLE",
    ]

    private static func deployment(_ settings: inout SettingsReader) -> DeploymentDefaults {
        var deployment = DeploymentDefaults()
        deployment.warehouse = Warehouse.Fields(
            workgroup: settings.optional("REDSHIFT_WORKGROUP"),
            cluster: settings.optional("REDSHIFT_CLUSTER"),
            database: settings.optional("REDSHIFT_DATABASE"),
            secret: settings.optional("REDSHIFT_SECRET_ARN"),
            databaseUser: settings.optional("REDSHIFT_DB_USER"),
            role: settings.optional("UNLOAD_ROLE")
        )
        deployment.base = settings.optional(
            "UNLOAD_S3_URI",
            expected: "s3:// and a bucket's name, with or without a prefix behind it"
        ) { S3Location($0.utf8.last == UInt8(ascii: "/") ? $0 : "\($0)/") }
        deployment.maximumStatements = settings.integer("MAX_STATEMENTS", in: 1...200, default: 10)
        // Missing fields may be in the plans; those that are set must be right.
        var complete = deployment.warehouse
        complete.database = complete.database ?? "any"
        if complete.workgroup == nil, complete.cluster == nil { complete.cluster = "any" }
        for problem in Warehouse.read(complete).problems {
            let name = warehouseSettings[problem.field] ?? problem.field
            settings.refuse(name, found: settings.environment[name], expected: "another value: it \(problem.message)")
        }
        return deployment
    }
}
