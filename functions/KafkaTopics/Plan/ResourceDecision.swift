/// The decision about a custom resource's request, made before anything is changed. A pure value.
enum ResourceDecision: Sendable, Equatable {
    /// Makes the topics match the plan.
    case apply
    case delete([String])
    /// Answers the request with success, and changes nothing.
    case keep(reason: String)
    /// Answers the request with failure, and changes nothing.
    case refuse(reason: String)

    /// The physical id of a resource whose creation failed. When such a resource is deleted, no topic is deleted.
    static let notCreated = "kafka-topics-not-created"

    /// Decides about the creation or the update of the custom resource.
    ///
    /// - Parameters:
    ///   - isNew: `true` for a creation.
    ///   - isDeletedWithStack: `true` when the topics are deleted with the stack.
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

    /// Decides about the deletion of the custom resource.
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
