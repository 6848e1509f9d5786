import LambdaRuntime

/// The handling of messages by outcome: the plan's choice, else the outcome's own.
struct MessageDispositionPolicy: Sendable {
    /// The plan's choices. They are a handful, so a list: a dictionary's type would cost every start a tenth of its
    /// instructions.
    private let chosen: [CopierPlan.PolicyChoice]
    /// `true` to restore archived sources instead of giving them up.
    let restoresArchived: Bool

    init(_ plan: CopierPlan) {
        chosen = plan.policies
        restoresArchived = plan.restoresArchived
    }

    subscript(outcome: CopyOutcome) -> MessageDisposition {
        chosen.first { $0.outcome == outcome }?.disposition ?? outcome.disposition
    }
}
