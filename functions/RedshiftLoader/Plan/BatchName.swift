/// The name of a batch. It contains the plan and the lane, so that the event of an ended statement identifies both.
struct BatchName: Sendable, Equatable, CustomStringConvertible {
    enum Kind: String, Sendable { case prepare, load, compare, diagnose, examine, measure, migrate, ask }

    let prefix: String
    let plan: String
    let lane: String
    let kind: Kind
    /// The id of the batch's load. It is a hash for a preparation or a migration, and the number of a time period for a
    /// status query.
    let id: String
    let attempt: Int

    init(prefix: String, plan: String, lane: String, kind: Kind, id: String, attempt: Int) {
        self.prefix = prefix
        self.plan = plan
        self.lane = lane
        self.kind = kind
        self.id = id
        self.attempt = attempt
    }

    /// Parses a name; `nil` for a statement of another program. The lane is the last part, because it may contain a
    /// `/`.
    init?(_ text: String, prefix: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 6, parts[0] == prefix, let kind = Kind(rawValue: parts[2]), let attempt = Int(parts[4])
        else {
            return nil
        }
        let lane = parts[5...].joined(separator: "/")
        self.init(prefix: prefix, plan: parts[1], lane: lane, kind: kind, id: parts[3], attempt: attempt)
    }

    var description: String { "\(prefix)/\(plan)/\(kind.rawValue)/\(id)/\(attempt)/\(lane)" }
}
