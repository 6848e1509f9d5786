public import LambdaRuntime

/// The error for a plan that cannot be used. It lists all mistakes in the plan.
public struct PlanError: LambdaError, Equatable, CustomStringConvertible {
    /// The file or setting that the plan was read from.
    public let origin: String
    /// The mistakes in the order of the text; at least one.
    public let problems: [PlanProblem]

    public init(origin: String, problems: [PlanProblem]) {
        self.origin = origin
        self.problems = problems.enumerated()
            .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
            .map(\.element)
    }

    public var errorType: String { "Plan.Invalid" }
    public var errorMessage: String {
        "\(summary), nothing was done: " + problems.map(\.description).joined(separator: "; ")
    }
    /// The text with one line for each mistake, as `--validate` prints it.
    public var description: String { (problems.map(\.description) + [summary]).joined(separator: "\n") }

    private var summary: String {
        "\(origin) has \(problems.count == 1 ? "a mistake" : "\(problems.count) mistakes")"
    }
}
