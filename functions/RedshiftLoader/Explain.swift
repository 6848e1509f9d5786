import AWSS3
import LambdaRuntime
import PlanFile
import RedshiftSQL
import UTCTime

/// The dry run, and the check of a plan before its deployment.
extension RedshiftLoader: DryRunnable, PlanValidating {
    /// Returns the statements that the function would submit for the event. The dry run needs no credentials: it knows
    /// only those facts about files that the event states.
    func dryRun(_ event: [UInt8]) async throws -> String {
        var reader = SettingsReader(environment)
        let settings = LoaderSettings(&reader, isDryRun: true)
        try reader.finish()
        let asked = try RedshiftLoaderRequest.Reader(statementPrefix: settings.statementPrefix).read(event).requests
            .first
        if case .migrate(let request)? = asked {
            return try await migrations(try await plan(request.plan, settings), request, settings)
        }
        guard case .load(let request)? = asked else {
            throw InvalidRequest("only an event with files, and migrate, have statements to show")
        }
        let written = try await plan(request.plan, settings)
        let plan = written.evolved(by: learned(request, written))
        return try LoadPreview(plan: plan, written: written, loads: loads(request, plan, settings)).text()
    }

    private func plan(_ name: String?, _ settings: LoaderSettings) async throws -> LoadPlan {
        guard let name = name ?? settings.plan else {
            throw InvalidRequest("the event names no plan, and PLAN is not set")
        }
        let deployment = settings.deployment
        let store = PlanStore(settings.planPlace, objects: nil) { LoadPlan(name: $0, $1, deployment: deployment) }
        return try await store.plan(named: name).plan
    }

    /// Returns the statements of the migrations that a new warehouse would run. They come from the zip's folder and
    /// from the plan. For an undo, all versions up to the undone one count as applied.
    private func migrations(
        _ plan: LoadPlan,
        _ request: MigrateRequest,
        _ settings: LoaderSettings
    ) async throws -> String {
        guard plan.migrations != nil || !plan.continuousIngestion.isEmpty else {
            throw InvalidRequest("plan \(plan.name) has no migrations: give it migrations: \(MigrationLocation.rule)")
        }
        var scripts = try plan.continuousIngestion.scripts(replacing: [:])
        if let place = plan.migrations {
            scripts += try await MigrationFolder(place: place, root: settings.root, s3: nil).scripts(deadline: nil)
        }
        let applied: [MigrationPlanner.Applied] =
            request.undo == nil
            ? []
            : scripts.compactMap { script in
                guard case .versioned(let version) = script.name.kind, version <= request.undo ?? version else {
                    return nil
                }
                return MigrationPlanner.Applied(name: "\(script.name)", checksum: script.checksum, isDone: true)
            }
        let due = try MigrationPlanner(scripts: scripts, applied: applied)
            .due(request.undo.map { .undo($0) } ?? .apply(to: request.to))
        return
            (["-- migrations of plan \(plan.name), as a warehouse that has none of them would run them"]
            + due.flatMap { $0.explanation + [""] } + questions(plan)).joined(separator: "\n")
    }

    /// Returns the queries for the status of the tables that Redshift loads continuously.
    private func questions(_ plan: LoadPlan) -> [String] {
        let queries =
            plan.continuousIngestion.copyJobs.map { (LoaderLedger.name(of: $0.table), $0.files) }
            + plan.continuousIngestion.streams.map { (LoaderLedger.name(of: $0.table), $0.lag) }
        return queries.flatMap { ["-- status of \($0)", "\($1);", ""] }
    }

    /// Returns the new columns that the files would add to the plan, if no columns were recorded before.
    private func learned(_ request: LoadRequest, _ plan: LoadPlan) -> SchemaRecord {
        var record = SchemaRecord()
        for table in plan.tables where request.table.map({ $0 == table.name }) ?? true {
            guard let source = plan.source(table.source) else { continue }
            let comparison = SchemaComparison(table, plan.schema)
            for file in request.files where source.has(file.location) {
                guard case .new(let columns) = comparison.verdict(file.columns, file.types) else { continue }
                _ = record.learn(columns, of: source.name, from: file.location.description, at: clock.now())
            }
        }
        return record
    }

    private func loads(_ request: LoadRequest, _ plan: LoadPlan, _ settings: LoaderSettings) throws -> [Load] {
        guard request.folders.isEmpty, request.manifest == nil else {
            throw InvalidRequest("a dry run reads no folder and no manifest; give it \"files\"")
        }
        if let table = request.table, plan.table(table) == nil {
            throw InvalidRequest("\"\(table)\" is no table of plan \(plan.name) that files are loaded into")
        }
        let planner = FileGrouping(plan: plan, manifestBase: settings.manifestBase)
        var loads: [Load] = []
        for table in plan.tables where request.table.map({ $0 == table.name }) ?? true {
            guard let source = plan.source(table.source) else { continue }
            let files = request.files.filter { source.has($0.location) }
            loads += try planner.loads(of: files, into: table, id: request.id ?? "dry-run")
        }
        guard !loads.isEmpty else {
            throw InvalidRequest("none of the files is in a place of a source of plan \(plan.name)")
        }
        return loads
    }

    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let name = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) }
        let document = try PlanDocument(plan, file: file)
        let read = try document.read { LoadPlan(name: name, $0, deployment: .any) }
        for table in read.tables {
            // The plan is wrong if a load of one file does not fit into one batch.
            guard let place = read.source(table.source)?.from.first else { continue }
            let file = PendingFile(location: place.appending("file"), eTag: "etag", bytes: 1, rows: 1)
            _ = try FileGrouping(plan: read, manifestBase: place).load([file], table, "check").statements()
        }
        let lanes = Set(read.tables.map(\.lane)).count
        return
            "\(file) is a valid plan: \(read.sources.count) sources, \(read.tables.count) loaded tables in \(lanes) lanes"
    }
}
