/// Text that is neither YAML nor JSON, or more of it than a plan may have.
struct PlanSyntaxError: Error, Equatable {
    let position: PlanPosition
    let message: String
}
