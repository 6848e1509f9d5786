import PlanFile
import RedshiftSQL

extension UnloadPlan {
    /// Reads a plan as `plan.schema.json` describes it. The reader collects every mistake.
    ///
    /// - Parameters:
    ///   - name: its file's name; `nil` for a plan that came in an event, which says its name itself.
    ///   - deployment: fills in the plan where it is silent.
    init?(name: String?, _ plan: FieldReader, deployment: DeploymentDefaults) {
        let ownName = plan.identifier("name", name == nil ? .required : .optional)
        if let name, let ownName, name != ownName {
            plan.refuse(
                "name",
                "is \"\(ownName)\", but the file's name is \"\(name)\"; leave it out, or rename the file"
            )
        }
        let warehouse = Warehouse.read(plan, deployment)
        let window = WindowPolicy.read(plan)
        let maximum = plan.integer("max_statements", in: 1...200)
        let retry = plan.mapping("retry") { fields -> RetryPolicy? in
            let attempts = fields.integer("attempts", in: 1...10)
            let wait = fields.duration("wait", in: .seconds(60) ... .seconds(86_400))
            return RetryPolicy(attempts: attempts ?? 3, waitSeconds: wait.map { Int($0.components.seconds) } ?? 300)
        }
        let defaults = plan.defaults(own: ["name", "table", "query"])
        let names = UniqueNames()
        var places = DatasetPrefixOverlap(window: window ?? .none)
        let reader = PlannedExportReader(
            plan: ownName ?? name ?? "plan",
            window: window ?? .none,
            deployment: deployment,
            role: warehouse?.role ?? deployment.role
        )
        let exports = plan.list("exports", .required, defaults: defaults) { item -> PlannedExport? in
            guard let export = reader.read(item, names) else { return nil }
            places.claim(export, by: item, plan: reader.plan)
            return export
        }
        guard let name = ownName ?? name, let warehouse, let window, let exports else { return nil }
        self.init(
            name: name,
            warehouse: warehouse,
            window: window,
            maximumStatements: min(maximum ?? deployment.maximumStatements, deployment.maximumStatements),
            retry: retry ?? RetryPolicy(),
            exports: exports
        )
    }
}

extension Warehouse {
    fileprivate static func read(_ plan: FieldReader, _ deployment: DeploymentDefaults) -> Warehouse? {
        var warehouse: Warehouse?
        func read(_ fields: Fields, _ refuse: (String, String) -> Void) {
            let result = Self.read(
                fields,
                defaults: deployment.warehouse,
                settings: UnloaderSettings.warehouseSettings
            )
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
