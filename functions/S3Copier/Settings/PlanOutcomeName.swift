/// An outcome whose handling a plan may choose.
struct PlanOutcomeName: Sendable {
    let outcome: CopyOutcome
    /// The outcome's name in the plan's field `outcomes`.
    let name: String

    static let all: [PlanOutcomeName] = [
        PlanOutcomeName(outcome: .sourceGone, name: "source_gone"),
        PlanOutcomeName(outcome: .archived, name: "archived"),
        PlanOutcomeName(outcome: .denied, name: "denied"),
        PlanOutcomeName(outcome: .throttled, name: "throttled"),
        PlanOutcomeName(outcome: .tooLarge, name: "too_large"),
        PlanOutcomeName(outcome: .loopRefused, name: "loop"),
        PlanOutcomeName(outcome: .unknownBucket, name: "unknown_bucket"),
        PlanOutcomeName(outcome: .malformed, name: "malformed"),
        PlanOutcomeName(outcome: .failed, name: "failed"),
    ]
}
