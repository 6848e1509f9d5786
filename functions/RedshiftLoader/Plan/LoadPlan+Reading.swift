import PlanFile
import RedshiftSQL

extension LoadPlan {
    private enum BadFile: String, CaseIterable { case quarantine, reject }

    /// Reads a plan in the format of `plan.schema.json`. The reader reports every mistake.
    ///
    /// - Parameters:
    ///   - name: the name of the plan's file; `nil` for a plan that came in an event and states its own name.
    ///   - deployment: the values for fields that the plan omits.
    init?(name: String?, _ plan: FieldReader, deployment: DeploymentDefaults) {
        let ownName = plan.planName(file: name)
        let warehouse = Warehouse.read(
            plan,
            defaults: deployment.warehouse,
            settings: LoaderSettings.warehouseSettings
        )
        if let warehouse, warehouse.role == nil {
            plan.refuse("warehouse", "role is missing, and LOAD_ROLE is not set")
        }
        let window = LoadSchedule.read(plan)
        let ledger = plan.text("ledger", expected: "a schema's name").flatMap {
            SQLNameReader.identifier($0, "ledger", plan)
        }
        let schema = SchemaPolicy.read(plan)
        let migrations = plan.text("migrations", expected: MigrationLocation.rule).flatMap {
            text -> MigrationLocation? in
            let place = MigrationLocation(text)
            if place == nil { plan.refuse("migrations", "is \"\(text)\"; expected \(MigrationLocation.rule)") }
            return place
        }
        let freshness = FreshnessRule.read(plan)
        let badFile = plan.choice("on_bad_file", .optional, BadFile.self)
        let sources = PlanSourceReader.read(plan)
        let tables = PlanTableReader(sources: sources ?? [], plan: plan).read()
        guard let name = ownName, let warehouse, let role = warehouse.role, let sources, let tables else {
            return nil
        }
        let continuousIngestion = PlanContinuousIngestionReader(sources: sources, role: role).read(tables.drafts)
        self.init(
            name: name,
            warehouse: warehouse,
            role: role,
            window: window,
            ledger: ledger.map { LoaderLedger(schema: $0) } ?? .standard,
            quarantinesBadFiles: badFile != .reject,
            sources: sources,
            tables: tables.tables,
            continuousIngestion: continuousIngestion,
            schema: schema,
            migrations: migrations,
            freshness: freshness
        )
        for name in freshness.keys.sorted() where table(name) == nil {
            plan.refuse("freshness", "has \"\(name)\", which is no table of the plan that files are loaded into")
        }
    }
}

extension LoadSchedule {
    fileprivate static func read(_ plan: FieldReader) -> LoadSchedule {
        plan.mapping("window") { fields in
            var window = LoadSchedule()
            if let every = fields.duration("every", in: .seconds(60) ... .seconds(86_400)) { window.every = every }
            if let wait = fields.duration("wait", in: .zero ... .seconds(900)) { window.wait = wait }
            if let files = fields.integer("max_files", in: 1...2000) { window.maximumFiles = files }
            if let bytes = fields.size("max_bytes", in: 1...1_000_000_000_000_000) { window.maximumBytes = bytes }
            return window
        } ?? LoadSchedule()
    }
}
