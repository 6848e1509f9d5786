import RedshiftSQL
import UTCTime

extension UnloadPlan {
    private static let fields = ["name", "target", "window", "maxStatements", "defaults", "exports"]

    /// Reads a plan as `plan.schema.json` describes it.
    ///
    /// - Parameters:
    ///   - name: what the plan is called when it does not say so itself: its file's name.
    ///   - origin: what it was read from, for messages.
    /// - Throws: ``PlanError`` with everything that is wrong.
    init(_ json: JSONValue, name: String?, origin: String, defaults: PlanDefaults) throws(PlanError) {
        guard case .object(let members) = json else {
            throw PlanError(
                origin: origin,
                problems: [PlanProblem(export: nil, field: "plan", message: "expected an object, found \(json.kind)")]
            )
        }
        var fields = FieldReader(members)
        fields.refuseFields(otherThan: Self.fields)
        let ownName = fields.string("name", PlanName.rule) ?? name ?? ""
        if !PlanName.isValid(ownName) { fields.refuse("name", "is \"\(ownName)\"; expected \(PlanName.rule)") }
        if let name, name != ownName {
            fields.refuse("name", "is \"\(ownName)\", but the plan was asked for as \"\(name)\"")
        }
        let limit = fields.integer("maxStatements", in: 1...200) ?? defaults.maximumStatements

        var problems: [PlanProblem] = []
        let warehouse = Warehouse.read(
            FieldReader(fields.object("target") ?? [:], place: "target."),
            defaults,
            &problems
        )
        let window = WindowPolicy(FieldReader(fields.object("window") ?? [:], place: "window."), &problems)
        let exportDefaults = fields.object("defaults") ?? [:]
        var checked = FieldReader(exportDefaults, place: "defaults.")
        checked.refuseFields(otherThan: ExportReader.shareableFields)
        problems += checked.problems

        var exports: [PlannedExport] = []
        if !fields.has("exports") { fields.refuse("exports", "is missing; expected a list of exports") }
        for (index, value) in (fields.list("exports") ?? []).enumerated() {
            let reader = ExportReader(
                plan: ownName,
                position: index + 1,
                exportDefaults: exportDefaults,
                window: window ?? .none,
                defaults: defaults,
                role: warehouse?.role ?? defaults.role
            )
            if let export = reader.read(value, &problems) { exports.append(export) }
        }
        if fields.list("exports")?.isEmpty == true { fields.refuse("exports", "is empty") }
        problems += Self.collisions(exports, plan: ownName)

        problems = fields.problems + problems
        guard problems.isEmpty, let warehouse, let window else { throw PlanError(origin: origin, problems: problems) }
        self.init(
            name: ownName,
            warehouse: warehouse,
            window: window,
            maximumStatements: min(limit, defaults.maximumStatements),
            exports: exports
        )
    }

    /// Two exports of one name would be one item, two of one place would publish over each other.
    private static func collisions(_ exports: [PlannedExport], plan: String) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        var names: Set<String> = []
        var places: [String: String] = [:]
        for export in exports {
            if !names.insert(export.name).inserted {
                problems.append(
                    PlanProblem(
                        export: export.name,
                        field: "name",
                        message: "is the name of another export too; give one of them a \"name\""
                    )
                )
                continue
            }
            let place = export.place(plan: plan, window: nil, scheduled: nil)
            if let other = places[place] {
                problems.append(
                    PlanProblem(
                        export: export.name,
                        field: "to",
                        message: "is where export \"\(other)\" goes too; add {export} or {table}"
                    )
                )
            }
            places[place] = export.name
        }
        return problems
    }
}

extension Warehouse {
    fileprivate static func read(
        _ reader: FieldReader,
        _ defaults: PlanDefaults,
        _ problems: inout [PlanProblem]
    ) -> Warehouse? {
        var fields = reader
        defer { problems += fields.problems }
        fields.refuseFields(otherThan: ["workgroup", "cluster", "database", "dbUser", "secretArn"])
        let own = Fields(
            workgroup: fields.string("workgroup"),
            cluster: fields.string("cluster"),
            database: fields.string("database"),
            secret: fields.string("secretArn"),
            databaseUser: fields.string("dbUser")
        )
        let names = ["db_user": "dbUser", "secret": "secretArn"]
        let (warehouse, refused) = read(own, defaults: defaults.warehouse, settings: UnloaderSettings.warehouseSettings)
        for problem in refused { fields.refuse(names[problem.field] ?? problem.field, problem.message) }
        return warehouse
    }
}

extension WindowPolicy {
    private enum Kind: String, CaseIterable { case none, daily, hourly, watermark }

    fileprivate init?(_ reader: FieldReader, _ problems: inout [PlanProblem]) {
        var fields = reader
        defer { problems += fields.problems }
        fields.refuseFields(otherThan: ["kind", "lagMinutes", "initial"])
        let kind = fields.choice("kind", default: Kind.none)
        let lag = fields.integer("lagMinutes", in: 0...100_000) ?? 0
        if kind == .none, fields.has("lagMinutes") { fields.refuse("lagMinutes", "needs a window") }
        if kind != .watermark, fields.has("initial") { fields.refuse("initial", "is for kind watermark only") }
        switch kind {
        case .none: self = .none
        case .daily: self = .daily(lagMinutes: lag)
        case .hourly: self = .hourly(lagMinutes: lag)
        case .watermark:
            let text = fields.requiredString("initial", "the time that the first run begins with, 2026-01-01T00:00:00Z")
            guard let text, let initial = UTCTime(iso8601: text) else {
                if let text { fields.refuse("initial", "is \"\(text)\"; expected a time such as 2026-01-01T00:00:00Z") }
                return nil
            }
            self = .watermark(lagMinutes: lag, initial: initial)
        }
    }
}
