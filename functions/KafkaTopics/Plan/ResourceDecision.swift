/// The decision about a custom resource's request, before anything is changed. Pure.
enum ResourceDecision: Sendable, Equatable {
    /// Brings the topics to what the plan wants.
    case apply
    case delete([String])
    /// Answers that all is well, and does nothing.
    case keep(reason: String)
    /// Answers that it failed, and does nothing.
    case refuse(reason: String)

    /// The id of a resource whose creation failed: deleting it deletes nothing.
    static let notCreated = "kafka-topics-not-created"

    /// Decides about a creation or an update.
    ///
    /// - Parameters:
    ///   - isNew: of a creation.
    ///   - isDeletedWithStack: its topics are deleted with the stack.
    ///   - ownTopics: topics that the resource had before this update.
    init(
        applying difference: ClusterDifference,
        isNew: Bool,
        isDeletedWithStack: Bool,
        ownTopics: Set<String>
    ) {
        if isDeletedWithStack {
            // A topic that was there before must not go with a stack, or with the rollback of its creation.
            let adopted = difference.topics.filter { topic in
                !ownTopics.contains(topic.topic)
                    && !topic.changes.contains { if case .create = $0 { true } else { false } }
            }
            if !adopted.isEmpty {
                let names = adopted.map(\.topic).joined(separator: ", ")
                self = .refuse(reason: "OnDelete is delete, and these topics are there already: \(names)")
                return
            }
        }
        let refusals = difference.topics.flatMap { topic in topic.refusals.map { "\(topic.topic) \($0)" } }
        if isNew, !refusals.isEmpty {
            self = .refuse(reason: refusals.joined(separator: "; "))
        } else {
            // An update may be a rollback, which cannot shrink a topic again: failing it would leave the stack stuck.
            self = .apply
        }
    }

    /// Decides about a deletion.
    init(deleting topics: [String], physicalID: String?, isDeletedWithStack: Bool, isAllowed: Bool) {
        if physicalID == Self.notCreated {
            self = .keep(reason: "nothing was created")
        } else if !isDeletedWithStack {
            self = .keep(reason: "the topics are kept: OnDelete is not delete")
        } else if !isAllowed {
            self = .keep(reason: "the topics are kept: ALLOW_DELETE is not true")
        } else {
            self = .delete(topics)
        }
    }
}
