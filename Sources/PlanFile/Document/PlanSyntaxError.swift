/// The error for a text that is neither YAML nor JSON, or that exceeds the limits of a plan.
struct PlanSyntaxError: Error, Equatable {
    let position: PlanPosition
    let message: String
}
