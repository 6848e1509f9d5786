import PlanFile

/// The block `schema:` of a plan: the policy for files with other columns than the plan's.
struct SchemaPolicy: Sendable, Equatable {
    enum NewColumns: String, CaseIterable, Sendable { case add, ignore, hold }
    enum WiderText: String, CaseIterable, Sendable { case widen, hold }
    enum NarrowerType: String, CaseIterable, Sendable { case hold }
    enum MissingColumns: String, CaseIterable, Sendable { case null, hold }

    var newColumns = NewColumns.add
    var widerText = WiderText.widen
    var missingColumns = MissingColumns.null

    static func read(_ plan: FieldReader) -> SchemaPolicy {
        plan.mapping("schema") { block in
            var policy = SchemaPolicy()
            policy.newColumns = block.choice("new_columns", .optional, NewColumns.self) ?? policy.newColumns
            policy.widerText = block.choice("wider_text", .optional, WiderText.self) ?? policy.widerText
            // A type that would lose digits always holds the load. The field exists so that a plan can state this.
            _ = block.choice("narrower_type", .optional, NarrowerType.self)
            policy.missingColumns =
                block.choice("missing_columns", .optional, MissingColumns.self) ?? policy.missingColumns
            return policy
        } ?? SchemaPolicy()
    }
}
