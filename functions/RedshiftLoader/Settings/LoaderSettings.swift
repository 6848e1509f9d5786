import AWSS3
import LambdaRuntime
import PlanFile
import RedshiftSQL

/// The function's settings, which are read once.
struct LoaderSettings: Sendable {
    /// The name of the deployment's plan, for events that name no plan.
    let plan: String?
    let planPlace: PlanPlace
    let deployment: DeploymentDefaults
    /// The bucket and the key prefix of the manifests. The prefix ends in a slash.
    let manifestBase: S3Location
    let statementPrefix: String
    /// The folder into which Lambda unpacks the function's zip file.
    let root: String
    /// The name of the EventBridge bus that gets an event for each finished load; `nil` for no events.
    let eventBus: String?

    /// The environment variables that contain the defaults of a plan's `warehouse` fields, by field.
    static let warehouseSettings = [
        "workgroup": "REDSHIFT_WORKGROUP", "cluster": "REDSHIFT_CLUSTER", "database": "REDSHIFT_DATABASE",
        "secret": "REDSHIFT_SECRET_ARN", "db_user": "REDSHIFT_DB_USER", "role": "LOAD_ROLE",
    ]

    /// Reads the settings from the environment.
    ///
    /// - Parameters:
    ///   - settings: the reader, which reports every mistake.
    ///   - isDryRun: `true` for a dry run, which writes no manifest and needs no place for it.
    init(_ settings: inout SettingsReader, isDryRun: Bool = false) {
        root = settings.environment["LAMBDA_TASK_ROOT"] ?? "functions/RedshiftLoader"
        (plan, planPlace) = Self.plan(&settings, root: root)
        deployment = Self.deployment(&settings)
        let place = settings.optional(
            "MANIFEST_S3_URI",
            expected: "s3:// and a bucket's name, with or without a prefix behind it"
        ) { S3Location($0.utf8.last == UInt8(ascii: "/") ? $0 : "\($0)/") }
        if place == nil, !isDryRun, settings.environment["MANIFEST_S3_URI"] == nil {
            settings.refuse("MANIFEST_S3_URI", found: nil, expected: "s3://bucket/prefix/ for the manifests of COPY")
        }
        manifestBase = place ?? S3Location(bucket: "example-manifests", key: "")
        statementPrefix =
            settings.optional("STATEMENT_PREFIX", expected: PlanName.rule()) { PlanName.isValid($0) ? $0 : nil }
            ?? "redshift-loader"
        eventBus = settings.optional("EVENT_BUS_NAME")
    }

    private static func plan(_ settings: inout SettingsReader, root: String) -> (plan: String?, place: PlanPlace) {
        let name = settings.optional("PLAN", expected: PlanName.rule()) { PlanName.isValid($0) ? $0 : nil }
        guard settings.environment["PLAN_S3_URI"] != nil else { return (name, .folder("\(root)/plans")) }
        let place = settings.attempt { try PlanPlace($0) }
        return (name ?? place?.onlyName, place ?? .folder("\(root)/plans"))
    }

    private static func deployment(_ settings: inout SettingsReader) -> DeploymentDefaults {
        let fields = Warehouse.Fields(
            workgroup: settings.optional("REDSHIFT_WORKGROUP"),
            cluster: settings.optional("REDSHIFT_CLUSTER"),
            database: settings.optional("REDSHIFT_DATABASE"),
            secret: settings.optional("REDSHIFT_SECRET_ARN"),
            databaseUser: settings.optional("REDSHIFT_DB_USER"),
            role: settings.optional("LOAD_ROLE")
        )
        // A plan may add missing fields, but the given fields must be valid.
        var complete = fields
        complete.database = complete.database ?? "any"
        if complete.workgroup == nil, complete.cluster == nil { complete.cluster = "any" }
        for problem in Warehouse.read(complete).problems {
            let name = warehouseSettings[problem.field] ?? problem.field
            settings.refuse(name, found: settings.environment[name], expected: "another value: it \(problem.message)")
        }
        return DeploymentDefaults(warehouse: fields)
    }
}
