import AWSS3
import LambdaRuntime
import RedshiftSQL

/// The function's settings, read once.
struct UnloaderSettings: Sendable {
    let stateTable: String
    /// For events that name no plan.
    let plan: String?
    /// A folder or one file; `nil` for the zip's `plans/`.
    let planLocation: S3Location?
    let defaults: PlanDefaults
    let statementPrefix: String
    let waits: Bool
    let waitMargin: Duration
    let usesLongPolling: Bool
    let stateLifetime: Duration
    /// Where the zip was unpacked to.
    let taskRoot: String

    /// - Throws: `SettingError` naming the setting.
    init(_ environment: Environment) throws(SettingError) {
        stateTable = try environment.required("STATE_TABLE", expected: "the name of the DynamoDB table for runs")
        plan = environment["PLAN"]
        if let plan, !PlanName.isValid(plan) { throw SettingError("PLAN", found: plan, expected: PlanName.rule) }
        planLocation = try Self.location("PLAN_S3_URI", environment, isFolder: false)
        waits = try environment.flag("WAIT_FOR_STATEMENTS", default: false)
        waitMargin = .seconds(try environment.integer("WAIT_MARGIN_SECONDS", in: 2...300, default: 10))
        usesLongPolling = try environment.flag("LONG_POLLING", default: false)
        stateLifetime = .seconds(86_400 * (try environment.integer("STATE_DAYS", in: 2...3650, default: 90)))
        taskRoot = environment["LAMBDA_TASK_ROOT"] ?? "functions/RedshiftUnloader"
        statementPrefix = environment["STATEMENT_PREFIX"] ?? "redshift-unloader"
        guard PlanName.isValid(statementPrefix) else {
            throw SettingError("STATEMENT_PREFIX", found: statementPrefix, expected: PlanName.rule)
        }
        defaults = try Self.defaults(environment)
    }

    /// What the fields of the deployment's warehouse are called here.
    static let warehouseSettings = [
        "workgroup": "REDSHIFT_WORKGROUP", "cluster": "REDSHIFT_CLUSTER", "database": "REDSHIFT_DATABASE",
        "secret": "REDSHIFT_SECRET_ARN", "db_user": "REDSHIFT_DB_USER", "role": "UNLOAD_ROLE",
    ]

    private static func defaults(_ environment: Environment) throws(SettingError) -> PlanDefaults {
        var defaults = PlanDefaults()
        defaults.warehouse.workgroup = environment["REDSHIFT_WORKGROUP"]
        defaults.warehouse.cluster = environment["REDSHIFT_CLUSTER"]
        defaults.warehouse.database = environment["REDSHIFT_DATABASE"]
        defaults.warehouse.databaseUser = environment["REDSHIFT_DB_USER"]
        defaults.warehouse.secret = environment["REDSHIFT_SECRET_ARN"]
        defaults.warehouse.role = environment["UNLOAD_ROLE"]
        defaults.base = try location("UNLOAD_S3_URI", environment, isFolder: true)
        defaults.maximumStatements = try environment.integer("MAX_STATEMENTS", in: 1...200, default: 10)
        try check(defaults.warehouse, environment)
        return defaults
    }

    /// What is missing may be in the plans; what is there must be right.
    private static func check(_ fields: Warehouse.Fields, _ environment: Environment) throws(SettingError) {
        var complete = fields
        complete.database = fields.database ?? "any"
        if fields.workgroup == nil, fields.cluster == nil { complete.cluster = "any" }
        guard let problem = Warehouse.read(complete).problems.first else { return }
        let name = warehouseSettings[problem.field] ?? problem.field
        throw SettingError(name, found: environment[name], expected: "another value: it \(problem.message)")
    }

    private static func location(
        _ name: String,
        _ environment: Environment,
        isFolder: Bool
    ) throws(SettingError) -> S3Location? {
        guard let text = environment[name] else { return nil }
        guard let location = S3Location(isFolder && !text.hasSuffix("/") ? "\(text)/" : text) else {
            throw SettingError(
                name,
                found: text,
                expected: "s3:// and a bucket's name, with or without a prefix behind it"
            )
        }
        return location
    }
}
