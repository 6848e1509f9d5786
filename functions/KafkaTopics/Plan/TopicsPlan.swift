/// The topics of a cluster in the state that the plan describes.
struct TopicsPlan: Sendable, Equatable {
    let name: String
    /// The topics, in the order of the plan file.
    let topics: [TopicPlan]

    func topic(of table: String) -> TopicPlan? { topics.first { $0.table == table } }

    /// Returns this plan with only the given topics.
    ///
    /// - Returns: `nil` when the plan lacks one of these topics.
    func only(_ names: [String]) -> TopicsPlan? {
        let known = Set(topics.map(\.name))
        guard names.allSatisfy(known.contains) else { return nil }
        return TopicsPlan(name: name, topics: topics.filter { names.contains($0.name) })
    }
}
