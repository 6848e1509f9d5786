/// One mistake in a plan: its position, its field, and the value that is expected there.
public struct PlanProblem: Sendable, Equatable, CustomStringConvertible {
    /// The file or setting that the plan was read from.
    public let file: String
    public let position: PlanPosition
    /// The path of the field, such as `exports[2].format`; empty for the plan as a whole.
    public let path: String
    public let message: String

    public init(file: String, position: PlanPosition, path: String, message: String) {
        self.file = file
        self.position = position
        self.path = path
        self.message = message
    }

    /// The mistake as one line:
    /// `plans/sales.yaml:14:7 exports[2].format: "parket" is not allowed; use parquet, csv or json`.
    public var description: String { "\(file):\(position)\(path.isEmpty ? "" : " \(path)"): \(message)" }
}
