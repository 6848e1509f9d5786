/// The caller's rules about failed and unreached nodes. They apply in addition to the fixed rules for every run.
struct VerdictPolicy: Codable, Sendable, Equatable {
    var unreached = UnreachedNodes.fail
    /// Names of nodes that may stay unreached even if `unreached` is `fail`.
    var mayBeUnreached: [String] = []
    /// Names of nodes that may fail, because the workflow has a branch for this failure.
    var mayFail: [String] = []

    func minds(unreached node: RunNode) -> Bool {
        node.condition == .notReached && unreached == .fail && !mayBeUnreached.contains(node.name)
    }

    func minds(failed node: RunNode) -> Bool { node.isBad && !mayFail.contains(node.name) }
}
