import LambdaRuntime

/// A command names a topic that is not in the plan.
struct UnknownTopic: LambdaError, CustomStringConvertible {
    let topics: [String]
    let plan: TopicsPlan

    var errorType: String { "Topics.UnknownTopic" }
    var errorMessage: String { description }
    var description: String {
        let known = Set(plan.topics.map(\.name))
        let unknown = topics.filter { !known.contains($0) }.prefix(5).joined(separator: ", ")
        return "plan \(plan.name) has no topic \(unknown); name topics of the plan, or none for all"
    }
}
