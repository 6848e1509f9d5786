/// A step that follows a migration.
enum NextStep: String, Sendable, CaseIterable {
    case crawler
    case glueWorkflow
    case stateMachine
    case redshiftLoad
}
