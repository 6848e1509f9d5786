/// Lists the plan fields that a reader asks for. It runs the reader without a plan to find them. A test compares them
/// with the function's plan.schema.json.
public struct PlanFieldInventory: Sendable, Equatable {
    /// The kinds of the fields. The key is a field's path without indexes and chosen names: `exports[].format`,
    /// `tables.*.compare.rows`.
    public let kinds: [String: PlanFieldKind]

    /// Runs the reader `body` without a plan and collects the fields that it asks for. It runs every branch that
    /// depends on a value's shape, but no branch that depends on the value itself: ask for a field before such a
    /// branch.
    public static func asked<Value>(by body: (FieldReader) -> Value?) -> PlanFieldInventory {
        let reading = PlanReadingState(file: "")
        reading.mode = .exploration
        let root = PlanNode(.scalar(PlanScalar(.null, text: "")), at: .start)
        _ = PlanValueReader(root, path: .root, reading: reading).mapping(isTop: true, body)
        var kinds = reading.fields
        kinds[""] = nil
        return PlanFieldInventory(kinds: kinds)
    }
}
