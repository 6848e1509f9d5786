/// What is started once the gate lets something through, in this order.
struct NextSteps: Sendable, Equatable {
    var redshiftLoad: RedshiftLoad?
    var crawler: String?
    var glueWorkflow: String?
    var stateMachine: String?
}
