/// The topics of a cluster as the plan wants them.
struct TopicsPlan: Sendable, Equatable {
    let name: String
    /// In the order of the plan.
    let topics: [TopicPlan]

    func topic(of table: String) -> TopicPlan? { topics.first { $0.table == table } }

    /// The same plan with some of its topics.
    ///
    /// - Returns: `nil` when it does not have one of them.
    func only(_ names: [String]) -> TopicsPlan? {
        let known = Set(topics.map(\.name))
        guard names.allSatisfy(known.contains) else { return nil }
        return TopicsPlan(name: name, topics: topics.filter { names.contains($0.name) })
    }
}
