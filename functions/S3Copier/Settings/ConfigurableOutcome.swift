/// An outcome that a plan may decide about.
struct ConfigurableOutcome: Sendable {
    let outcome: CopyOutcome
    /// The word in the plan's `outcomes`.
    let name: String

    static let all: [ConfigurableOutcome] = [
        ConfigurableOutcome(outcome: .sourceGone, name: "source_gone"),
        ConfigurableOutcome(outcome: .archived, name: "archived"),
        ConfigurableOutcome(outcome: .denied, name: "denied"),
        ConfigurableOutcome(outcome: .throttled, name: "throttled"),
        ConfigurableOutcome(outcome: .tooLarge, name: "too_large"),
        ConfigurableOutcome(outcome: .loopRefused, name: "loop"),
        ConfigurableOutcome(outcome: .unknownBucket, name: "unknown_bucket"),
        ConfigurableOutcome(outcome: .malformed, name: "malformed"),
        ConfigurableOutcome(outcome: .failed, name: "failed"),
    ]
}
