import RedshiftSQL

/// The settings of a deployment that fill in where a plan is silent.
struct DeploymentDefaults: Sendable, Equatable {
    var warehouse = Warehouse.Fields()

    /// A deployment with a value for every field, for checking a plan before it is deployed.
    static let any = DeploymentDefaults(
        // A COPY JOB takes no default role.
        warehouse: Warehouse.Fields(
            workgroup: "any-workgroup",
            database: "any",
            role: "arn:aws:iam::123456789012:role/any"
        )
    )
}
