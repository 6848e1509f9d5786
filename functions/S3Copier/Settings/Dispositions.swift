import LambdaRuntime

/// Which outcome leads to what, as the plan says.
struct Dispositions: Sendable {
    private let chosen: [CopyOutcome: Disposition]
    /// Archived sources are restored instead of given up.
    let restoresArchived: Bool

    init(_ plan: CopierPlan) {
        var chosen: [CopyOutcome: Disposition] = [.unfinished: .retry(), .busy: .retry(), .undated: .dlq]
        for policy in OutcomePolicy.all { chosen[policy.outcome] = plan.outcomes[policy.outcome] ?? policy.standard }
        self.chosen = chosen
        restoresArchived = plan.restoresArchived
    }

    /// Every other outcome is one that leaves nothing to do.
    subscript(outcome: CopyOutcome) -> Disposition { chosen[outcome] ?? .ack }
}
