/// Sorts tables that refer to each other into lanes. Two loads of one lane must not overlap: a fact that is loaded beside its
/// dimension would look up a version that the dimension's load does not know of yet.
struct LaneAssignment {
    private var parents: [String: String] = [:]

    init(_ drafts: [PlanTableBlock]) {
        for draft in drafts {
            for dimension in draft.dimensions { join(draft.name, dimension.of) }
            if let from = draft.from { join(draft.name, from) }
        }
    }

    /// The lane's first table by name.
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
