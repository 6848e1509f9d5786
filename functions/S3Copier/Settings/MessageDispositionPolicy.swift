import LambdaRuntime

/// The handling of messages by outcome: the plan's choice, or else the outcome's default.
struct MessageDispositionPolicy: Sendable {
    /// The plan's choices. They are an array, because a dictionary's type would cost every start a tenth of its
    /// instructions, and there are only a few.
    private let chosen: [CopierPlan.PolicyChoice]
    /// `true` to restore archived source objects, so that they can be copied.
    let restoresArchived: Bool

    init(_ plan: CopierPlan) {
        chosen = plan.policies
        restoresArchived = plan.restoresArchived
    }

    subscript(outcome: CopyOutcome) -> MessageDisposition {
        chosen.first { $0.outcome == outcome }?.disposition ?? outcome.disposition
    }
}
