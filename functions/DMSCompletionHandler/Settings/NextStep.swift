/// A step that is taken after a migration.
enum NextStep: Sendable, Equatable {
    /// A function that loads the files of the tables that passed, RedshiftLoader.
    ///
    /// - Parameters:
    ///   - function: name or ARN.
    ///   - plan: the function's plan; `nil` for its default.
    case load(function: String, plan: String?)
    /// Name of a Glue crawler.
    case crawler(String)
    /// Name of a Glue workflow.
    case workflow(String)
    /// ARN of a state machine.
    case stateMachine(String)

    /// The word of the plan, of records and of reports.
    var name: String {
        switch self {
        case .load: "load"
        case .crawler: "crawler"
        case .workflow: "workflow"
        case .stateMachine: "state_machine"
        }
    }

    static let names = ["load", "crawler", "workflow", "state_machine"]
}
