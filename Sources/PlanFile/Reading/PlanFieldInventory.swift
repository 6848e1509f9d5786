/// The fields that a reader asks for, found without a plan. A test compares them with the function's plan.schema.json.
public struct PlanFieldInventory: Sendable, Equatable {
    /// By the plan's shape: `exports[].format`, `tables.*.compare.rows`.
    public let kinds: [String: PlanFieldKind]

    /// Runs the reader without a plan, in every branch that depends on a value's shape. Branches that depend on a value
    /// itself are not taken: ask for a field before deciding about it.
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
