/// An outcome that a plan may decide about.
struct OutcomePolicy: Sendable {
    let outcome: CopyOutcome
    /// The word in the plan's `outcomes`.
    let name: String

    static let all: [OutcomePolicy] = [
        OutcomePolicy(outcome: .sourceGone, name: "source_gone"),
        OutcomePolicy(outcome: .archived, name: "archived"),
        OutcomePolicy(outcome: .denied, name: "denied"),
        OutcomePolicy(outcome: .throttled, name: "throttled"),
        OutcomePolicy(outcome: .tooLarge, name: "too_large"),
        OutcomePolicy(outcome: .loopRefused, name: "loop"),
        OutcomePolicy(outcome: .unknownBucket, name: "unknown_bucket"),
        OutcomePolicy(outcome: .malformed, name: "malformed"),
        OutcomePolicy(outcome: .failed, name: "failed"),
    ]
}
