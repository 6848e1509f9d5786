import LambdaRuntime

/// Which outcome leads to what, as the plan says.
struct Dispositions: Sendable {
    /// A handful, so a list: a dictionary's type would cost every start a tenth of its instructions.
    private let chosen: [(outcome: CopyOutcome, disposition: Disposition)]
    /// Archived sources are restored instead of given up.
    let restoresArchived: Bool

    init(_ plan: CopierPlan) {
        var chosen: [(outcome: CopyOutcome, disposition: Disposition)] = [
            (.unfinished, .retry()), (.busy, .retry()), (.undated, .dlq),
        ]
        for policy in OutcomePolicy.all {
            chosen.append((policy.outcome, plan.disposition(of: policy.outcome) ?? policy.standard))
        }
        self.chosen = chosen
        restoresArchived = plan.restoresArchived
    }

    /// Every other outcome is one that leaves nothing to do.
    subscript(outcome: CopyOutcome) -> Disposition {
        chosen.first { $0.outcome == outcome }?.disposition ?? .ack
    }
}
