import LambdaRuntime

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

    private static func defaults(_ environment: Environment) throws(SettingError) -> PlanDefaults {
        var defaults = PlanDefaults()
        defaults.workgroup = environment["REDSHIFT_WORKGROUP"]
        defaults.cluster = environment["REDSHIFT_CLUSTER"]
        defaults.database = environment["REDSHIFT_DATABASE"]
        defaults.databaseUser = environment["REDSHIFT_DB_USER"]
        defaults.secretARN = environment["REDSHIFT_SECRET_ARN"]
        defaults.base = try location("UNLOAD_S3_URI", environment, isFolder: true)
        defaults.role = environment["UNLOAD_ROLE"]
        defaults.maximumStatements = try environment.integer("MAX_STATEMENTS", in: 1...200, default: 10)
        if let cluster = defaults.cluster, defaults.workgroup != nil {
            throw SettingError(
                "REDSHIFT_CLUSTER",
                found: cluster,
                expected: "only one of it and REDSHIFT_WORKGROUP to be set"
            )
        }
        if let user = defaults.databaseUser, defaults.workgroup != nil {
            throw SettingError("REDSHIFT_DB_USER", found: user, expected: "to be set with REDSHIFT_CLUSTER only")
        }
        if let role = defaults.role, !RoleChain.isValid(role) {
            throw SettingError("UNLOAD_ROLE", found: role, expected: RoleChain.rule)
        }
        return defaults
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
