/// The meaning of a node that the run never reached.
enum UnreachedNodes: String, Codable, CaseIterable, Sendable {
    case fail
    case allow
}
