import AWSS3
import RedshiftSQL

/// The values of a deployment's settings, which fill in a plan where it is silent.
struct DeploymentDefaults: Sendable, Equatable {
    var warehouse = Warehouse.Fields()
    /// Ends in a slash.
    var base: S3Location?
    var maximumStatements = 10

    /// A deployment that fills in everything: for checking a plan that is not deployed yet.
    static let any = DeploymentDefaults(
        warehouse: Warehouse.Fields(workgroup: "any-workgroup", database: "any", role: "default"),
        base: S3Location(bucket: "any-bucket", key: ""),
        maximumStatements: 200
    )

    /// The role for the exports of a plan whose warehouse is wrong, so that the exports are not reported for it.
    var role: WarehouseIAMRole? { warehouse.role.flatMap { try? WarehouseIAMRole($0) } }
}
