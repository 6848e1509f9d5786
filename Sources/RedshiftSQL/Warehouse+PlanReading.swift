public import PlanFile

extension Warehouse {
    /// Reads a plan's `warehouse`, and refuses every mistake in it.
    ///
    /// - Parameters:
    ///   - plan: the plan's own fields. Without a `warehouse`, the deployment's fields are used, and their mistakes are
    ///     reported as mistakes of the plan.
    ///   - defaults: the deployment's fields.
    ///   - settings: the environment variables of the deployment's fields, by field, for messages.
    public static func read(_ plan: FieldReader, defaults: Fields, settings: [String: String]) -> Warehouse? {
        var warehouse: Warehouse?
        func read(_ fields: Fields, _ refuse: (String, String) -> Void) {
            let result = Self.read(fields, defaults: defaults, settings: settings)
            for problem in result.problems { refuse(problem.field, problem.message) }
            warehouse = result.warehouse
        }
        let block: Bool? = plan.mapping("warehouse") { block in
            let fields = Fields(
                workgroup: block.text("workgroup"),
                cluster: block.text("cluster"),
                database: block.text("database"),
                secret: block.text("secret"),
                databaseUser: block.text("db_user"),
                role: block.text("role")
            )
            read(fields) { block.refuse($0, $1) }
            return true
        }
        if block == nil { read(Fields()) { plan.refuse("warehouse", "\($0) \($1)") } }
        return warehouse
    }
}
