/// The function's answer to a command.
struct TopicsAnswer: Sendable, Encodable {
    struct Topic: Sendable, Encodable {
        let topic: String
        /// Changes, made or to be made.
        let changes: [String]
        /// Differences that are never mended by the function.
        let refused: [String]
        /// Configs of the topic's own that the plan does not name.
        let unplanned: [String: String]
        /// The broker's refusals.
        let errors: [String]

        init(_ difference: TopicDifference, errors: [String] = []) {
            topic = difference.topic
            changes = difference.changes.map(\.description)
            refused = difference.refusals.map(\.description)
            unplanned = difference.unplannedConfigs
            self.errors = errors
        }
    }

    /// A name of ``TopicsOutcome``.
    let outcome: String
    let plan: String
    /// Topics with a difference; those that are as the plan wants them are counted.
    let topics: [Topic]
    let same: Int
    /// Topics of the cluster that the plan does not have.
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
