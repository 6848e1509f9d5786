import LambdaRuntime

/// One mistake in a plan: in which export, in which field, and what is expected there.
struct PlanProblem: Sendable, Equatable, CustomStringConvertible {
    /// `nil` for the plan itself.
    let export: String?
    /// As written in the plan, e.g. `defaults.format`.
    let field: String
    let message: String

    var description: String {
        export.map { "export \"\($0)\", \(field): \(message)" } ?? "\(field): \(message)"
    }
}

/// A plan that cannot be used, with everything that is wrong in it.
struct PlanError: LambdaError, Equatable, CustomStringConvertible {
    /// What the plan was read from.
    let origin: String
    let problems: [PlanProblem]

    var errorType: String { "Plan.Invalid" }
    var errorMessage: String {
        "\(origin) has \(problems.count == 1 ? "an error" : "\(problems.count) errors"), nothing was started: "
            + problems.map(\.description).joined(separator: "; ")
    }
    var description: String { errorMessage }
}
