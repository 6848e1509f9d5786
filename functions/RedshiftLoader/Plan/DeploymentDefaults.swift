import RedshiftSQL

/// The settings of a deployment that fill in where a plan is silent.
struct DeploymentDefaults: Sendable, Equatable {
    var warehouse = Warehouse.Fields()

    /// A deployment that fills in everything: for checking a plan that is not deployed yet.
    static let any = DeploymentDefaults(
        // A COPY JOB takes no default role.
        warehouse: Warehouse.Fields(
            workgroup: "any-workgroup",
            database: "any",
            role: "arn:aws:iam::123456789012:role/any"
        )
    )
}
