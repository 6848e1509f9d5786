/// Puts tables that refer to each other into the same lane.
///
/// Two loads of one lane never run at the same time. If a fact and its dimension were loaded at the same time, the fact
/// would look up a version that the dimension's load does not know yet.
struct LaneAssignment {
    private var parents: [String: String] = [:]

    init(_ drafts: [PlanTableBlock]) {
        for draft in drafts {
            for dimension in draft.dimensions { join(draft.name, dimension.of) }
            if let from = draft.from { join(draft.name, from) }
        }
    }

    /// Returns the lane of a table. The lane's name is the alphabetically first name of its tables.
    func lane(of name: String) -> String {
        var name = name
        while let parent = parents[name] { name = parent }
        return name
    }

    private mutating func join(_ one: String, _ other: String) {
        let (one, other) = (lane(of: one), lane(of: other))
        guard one != other else { return }
        parents[max(one, other)] = min(one, other)
    }
}
