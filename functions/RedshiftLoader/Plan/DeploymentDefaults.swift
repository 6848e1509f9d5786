import RedshiftSQL

/// The deployment's settings for fields that a plan omits.
struct DeploymentDefaults: Sendable, Equatable {
    var warehouse = Warehouse.Fields()

    /// Example values for every field, for the check of a plan before its deployment.
    static let any = DeploymentDefaults(
        // A COPY JOB does not accept the default role.
        warehouse: Warehouse.Fields(
            workgroup: "any-workgroup",
            database: "any",
            role: "arn:aws:iam::123456789012:role/any"
        )
    )
}
