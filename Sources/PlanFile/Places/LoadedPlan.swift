/// A plan that was read, with the name of its file.
public struct LoadedPlan<Plan: Sendable>: Sendable {
    /// The plan's name; `nil` for a plan that came in an event.
    public let name: String?
    /// The file's name for messages and outcomes.
    public let file: String
    public let content: CanonicalPlanContent
    public let plan: Plan
}
