import AWSS3
import RedshiftSQL

/// Default values for the fields that a plan omits, from the deployment's settings.
struct DeploymentDefaults: Sendable, Equatable {
    var warehouse = Warehouse.Fields()
    /// The S3 prefix for a relative `to` in a plan, ending in a slash; `nil` when `UNLOAD_S3_URI` is not set.
    var base: S3Location?
    var maximumStatements = 10

    /// Example values for every setting, to check a plan that is not deployed yet.
    static let any = DeploymentDefaults(
        warehouse: Warehouse.Fields(workgroup: "any-workgroup", database: "any", role: "default"),
        base: S3Location(bucket: "any-bucket", key: ""),
        maximumStatements: 200
    )

    /// The deployment's IAM role. Exports use it when the plan's warehouse is invalid: the plan's reader then reports
    /// only the warehouse, not each export.
    var role: WarehouseIAMRole? { warehouse.role.flatMap { try? WarehouseIAMRole($0) } }
}
