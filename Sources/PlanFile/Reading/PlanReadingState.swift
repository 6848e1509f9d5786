/// The state of one reading of a plan: the mistakes that were found, and the fields that were asked for.
final class PlanReadingState {
    enum Mode {
        case plan
        /// Checks `defaults` against a made-up item that has nothing of its own: only wrong types and values are noted.
        case defaults
        /// Reads no plan: every branch is taken once, to learn which fields there are.
        case exploration
    }

    let file: String
    var mode = Mode.plan
    private(set) var problems: [PlanProblem] = []
    private(set) var fields: [String: PlanFieldKind] = [:]

    init(file: String) { self.file = file }

    func record(_ problem: PlanProblem) {
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// Notes that a field exists. What is known of its type is kept, whichever reader says it.
    func declare(_ path: PlanFieldPath, _ kind: PlanFieldKind) {
        guard fields[path.shape] == nil || fields[path.shape] == .any else { return }
        fields[path.shape] = kind
    }

    /// Notes that `defaults` may have every field that an item may have.
    func declare(_ defaults: PlanDefaults, asItem item: PlanFieldPath) {
        let prefix = "\(item.shape)."
        for (shape, kind) in fields where shape.hasPrefix(prefix) {
            let rest = shape.dropFirst(prefix.count)
            let name = rest.prefix { $0 != "." && $0 != "[" }
            if !defaults.own.contains(String(name)) { fields["\(defaults.value.place.shape).\(rest)"] = kind }
        }
    }
}
