import PlanFile
import RedshiftSQL

extension UnloadPlan {
    /// Reads a plan as `plan.schema.json` describes it. The reader collects every mistake.
    ///
    /// - Parameters:
    ///   - name: the name of the plan's file; `nil` for a plan inside an event, which contains its own name.
    ///   - deployment: the default values for fields that the plan omits.
    init?(name: String?, _ plan: FieldReader, deployment: DeploymentDefaults) {
        let ownName = plan.planName(file: name)
        let warehouse = Warehouse.read(
            plan,
            defaults: deployment.warehouse,
            settings: UnloaderSettings.warehouseSettings
        )
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
            plan: ownName ?? "plan",
            window: window ?? .none,
            deployment: deployment,
            role: warehouse?.role ?? deployment.role
        )
        let exports = plan.list("exports", .required, defaults: defaults) { item -> PlannedExport? in
            guard let export = reader.read(item, names) else { return nil }
            places.claim(export, by: item, plan: reader.plan)
            return export
        }
        guard let name = ownName, let warehouse, let window, let exports else { return nil }
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
