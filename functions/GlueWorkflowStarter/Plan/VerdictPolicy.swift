/// The caller's conditions of success, beside those of every run.
struct VerdictPolicy: Codable, Sendable, Equatable {
    var unreached = UnreachedNodes.fail
    /// Nodes that may stay unreached even if `unreached` is `fail`.
    var mayBeUnreached: [String] = []
    /// Nodes that may fail: the workflow has a branch for that.
    var mayFail: [String] = []

    func minds(unreached node: RunNode) -> Bool {
        node.condition == .notReached && unreached == .fail && !mayBeUnreached.contains(node.name)
    }

    func minds(failed node: RunNode) -> Bool { node.isBad && !mayFail.contains(node.name) }
}
