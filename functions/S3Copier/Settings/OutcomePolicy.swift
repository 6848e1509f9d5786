import LambdaRuntime

/// An outcome that a plan may decide about, and what becomes of its message when the plan says nothing.
struct OutcomePolicy: Sendable {
    let outcome: CopyOutcome
    /// The word in the plan's `outcomes`.
    let name: String
    let standard: Disposition

    static let all: [OutcomePolicy] = [
        OutcomePolicy(outcome: .sourceGone, name: "source_gone", standard: .dlq),
        OutcomePolicy(outcome: .archived, name: "archived", standard: .dlq),
        OutcomePolicy(outcome: .denied, name: "denied", standard: .dlq),
        OutcomePolicy(outcome: .throttled, name: "throttled", standard: .retry()),
        OutcomePolicy(outcome: .tooLarge, name: "too_large", standard: .dlq),
        OutcomePolicy(outcome: .loopRefused, name: "loop", standard: .dlq),
        OutcomePolicy(outcome: .unknownBucket, name: "unknown_bucket", standard: .dlq),
        OutcomePolicy(outcome: .malformed, name: "malformed", standard: .dlq),
        OutcomePolicy(outcome: .failed, name: "failed", standard: .retry()),
    ]
}
