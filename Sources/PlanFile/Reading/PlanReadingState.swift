/// The state while a plan is read: the mistakes that were found, and the fields that were asked for.
final class PlanReadingState {
    enum Mode {
        case plan
        /// Checks `defaults` with an invented empty item. Only wrong types and values are recorded.
        case defaults
        /// Runs every branch once without a plan, to find the fields that exist.
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

    /// Records that a field exists, and its kind. A known kind is not overwritten.
    func declare(_ path: PlanFieldPath, _ kind: PlanFieldKind) {
        guard fields[path.shape] == nil || fields[path.shape] == .any else { return }
        fields[path.shape] = kind
    }

    /// Records that `defaults` may have every field of an item, except the fields that only an item can have.
    func declare(_ defaults: PlanDefaults, asItem item: PlanFieldPath) {
        let prefix = "\(item.shape)."
        for (shape, kind) in fields where shape.hasPrefix(prefix) {
            let rest = shape.dropFirst(prefix.count)
            let name = rest.prefix { $0 != "." && $0 != "[" }
            if !defaults.own.contains(String(name)) { fields["\(defaults.value.place.shape).\(rest)"] = kind }
        }
    }
}
