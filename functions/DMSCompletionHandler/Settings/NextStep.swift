/// A step that follows a migration.
enum NextStep: Sendable, Equatable {
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
        case .redshiftLoad: "redshift_load"
        case .crawler: "crawler"
        case .workflow: "workflow"
        case .stateMachine: "state_machine"
        }
    }

    static let names = ["redshift_load", "crawler", "workflow", "state_machine"]
}
