/// A step that is taken after a migration.
enum NextStep: Sendable, Equatable {
    /// Name or ARN of a function that loads what the manifest lists, such as RedshiftLoader.
    case load(function: String)
    case redshiftLoad(RedshiftLoad)
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
        case .redshiftLoad: "redshift_load"
        case .crawler: "crawler"
        case .workflow: "workflow"
        case .stateMachine: "state_machine"
        }
    }

    /// True for a step that later ones need the rows of.
    var isLoad: Bool {
        switch self {
        case .load, .redshiftLoad: true
        case .crawler, .workflow, .stateMachine: false
        }
    }

    static let names = ["load", "redshift_load", "crawler", "workflow", "state_machine"]
}
