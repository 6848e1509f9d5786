/// The contents of a plan file: the rules for each topic's records.
struct SinkPlan: Sendable, Equatable {
    let name: String
    let topics: [TopicPlan]

    /// - Returns: `nil` for a topic that the plan does not have.
    func topic(_ name: String) -> TopicPlan? { topics.first { $0.topic == name } }
}
