/// A step that runs after a migration passed.
enum NextStep: Sendable, Equatable {
    /// A load function, such as RedshiftLoader, that loads the files of the tables that passed.
    ///
    /// - Parameters:
    ///   - function: the function's name or ARN.
    ///   - plan: the name of the load function's plan; `nil` for its default plan.
    case load(function: String, plan: String?)
    /// The name of a Glue crawler to start.
    case crawler(String)
    /// The name of a Glue workflow to start.
    case workflow(String)
    /// The ARN of a state machine to start.
    case stateMachine(String)

    /// The name of the step in the plan, in records and in reports.
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
