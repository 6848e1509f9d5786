/// The treatment of nodes that the run never reached: they fail the run, or they are allowed.
enum UnreachedNodes: String, Codable, CaseIterable, Sendable {
    case fail
    case allow
}
