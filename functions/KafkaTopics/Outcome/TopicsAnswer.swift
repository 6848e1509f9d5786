/// The function's answer to a command.
struct TopicsAnswer: Sendable, Encodable {
    struct Topic: Sendable, Encodable {
        let topic: String
        /// The topic's changes, made or still to be made.
        let changes: [String]
        /// Problems that the function does not correct by itself.
        let refused: [String]
        /// Configs that are set on the topic itself but are not in the plan.
        let unplanned: [String: String]
        /// The errors with which the broker refused changes.
        let errors: [String]

        init(_ difference: TopicDifference, errors: [String] = []) {
            topic = difference.topic
            changes = difference.changes.map(\.description)
            refused = difference.refusals.map(\.description)
            unplanned = difference.unplannedConfigs
            self.errors = errors
        }
    }

    /// The raw value of a ``TopicsOutcome``.
    let outcome: String
    let plan: String
    /// The topics with a difference, an error or an unplanned config. `same` counts the topics without a difference.
    let topics: [Topic]
    let same: Int
    /// Names of the cluster's topics that are not in the plan.
    let unmanaged: [String]

    init(_ outcome: TopicsOutcome, plan: String, _ difference: ClusterDifference, errors: [String: [String]] = [:]) {
        self.outcome = outcome.rawValue
        self.plan = plan
        topics = difference.topics.filter { !$0.isSame || errors[$0.topic] != nil || !$0.unplannedConfigs.isEmpty }.map
        {
            Topic($0, errors: errors[$0.topic] ?? [])
        }
        same = difference.topics.filter(\.isSame).count
        unmanaged = difference.unmanaged
    }
}
