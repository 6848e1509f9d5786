import AWSClient
import AWSRedshiftData
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Runs the migrations of a plan, one batch after another.
///
/// A batch is one transaction, unless it has a statement that Redshift does not run in a transaction. One document
/// records the progress, so that two requests never run at the same time.
struct Migrator: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    private static let mostSteps = 200

    private var journal: MigrationJournal { MigrationJournal(ledger: plan.ledger) }
    private var now: UTCTime { services.clock.now() }
    private var recorder: MigrationRecorder { MigrationRecorder(services: services, scope: scope) }

    // MARK: Requests

    func answer(_ request: MigrateRequest) async throws -> LoaderAnswer {
        guard plan.migrations != nil || !plan.continuousIngestion.isEmpty else {
            throw InvalidRequest("plan \(plan.name) has no migrations: give it migrations: \(MigrationLocation.rule)")
        }
        let id = request.id ?? scope.context.requestID
        var new = MigrationRecord(plan: plan.name, id: id, at: now)
        Self.set(&new, request)
        if request.isStatus {
            guard try await scope.state.load(.migration(of: plan.name), as: MigrationRecord.self) != nil else {
                throw InvalidRequest("nothing of plan \(plan.name) was migrated yet")
            }
        } else {
            var (entry, isNew) = try await scope.state.insert(new, at: .migration(of: plan.name))
            if !isNew {
                let time = now
                _ = try await scope.state.change(&entry) { record in
                    // A running request continues. A repeated request has the same id and changes nothing.
                    guard record.phase == .over, record.id != id else { return false }
                    record.begin(id, at: time)
                    Self.set(&record, request)
                    return true
                }
            }
            if entry.document.id != id {
                throw InvalidRequest("migrations of plan \(plan.name) are under way: ask for their \"status\"")
            }
        }
        try await advance()
        guard let record = try await scope.state.load(.migration(of: plan.name), as: MigrationRecord.self) else {
            throw InvalidRequest("the migrations of plan \(plan.name) are gone from the state table")
        }
        return LoaderAnswer(outcome: record.document.status, migration: LoaderAnswer.Migration(record.document))
    }

    private static func set(_ record: inout MigrationRecord, _ request: MigrateRequest) {
        record.to = request.to?.description
        record.undo = request.undo?.description
        record.isExplained = request.isExplained
    }

    /// Carries out the next steps of the plan's last request to migrate. Returns when the request has ended, when a
    /// batch is still running, when the next attempt is not due yet, or when the invocation's time is used up.
    func advance() async throws {
        for _ in 0..<Self.mostSteps {
            guard scope.hasTime,
                var entry = try await scope.state.load(.migration(of: plan.name), as: MigrationRecord.self)
            else { return }
            let record = entry.document
            let isMoved: Bool
            if let retryAt = record.retryAt, retryAt > now { return }
            switch record.phase {
            case .over: return
            case .reading: isMoved = try await read(&entry)
            case .running: isMoved = try await run(&entry)
            case .closing: isMoved = try await close(&entry)
            }
            if !isMoved { return }
        }
    }

    // MARK: Steps

    private func read(_ entry: inout VersionedDocument<MigrationRecord>) async throws -> Bool {
        let statements = journal.definitions + [journal.query, catalogQuery]
        guard let batch = try await ask(statements, &entry) else { return false }
        guard batch.status == .finished else {
            if let isMoved = try await recorder.again(&entry, batch.reason) { return isMoved }
            return try await recorder.end(&entry, .failed, "the journal cannot be read: \(batch.reason)")
        }
        let applied = try await records(batch, statements.count - 2).compactMap { record in
            guard record.count == 3, let name = record[0].text, let checksum = record[1].text else {
                return MigrationPlanner.Applied?.none
            }
            return MigrationPlanner.Applied(name: name, checksum: checksum, isDone: record[2].integer == 1)
        }
        let catalog = CatalogSnapshot(try await records(batch, statements.count - 1))
        let drift = catalog.drift(from: entry.document.catalog, knownTo: plan)
        var replaced: [String: String] = [:]
        for row in applied where row.isDone { replaced[row.name] = row.checksum }
        let due: [MigrationScript]
        do {
            due = try MigrationPlanner(scripts: try await scripts(replaced), applied: applied).due(
                try request(entry.document)
            )
        } catch let problem as SQLProblem {
            return try await recorder.end(&entry, .refused, problem.description) { $0.drift = drift }
        }
        let undone = entry.document.undo.flatMap { text in
            applied.last { MigrationName($0.name)?.kind == MigrationVersion(text).map { .versioned($0) } }?.name
        }
        let generated = Set(due.filter(\.isGenerated).map(\.name.description))
        let own = replaced.filter { generated.contains($0.key) }
        let isOver = due.isEmpty || entry.document.isExplained
        let outcome: MigrationOutcome = entry.document.isExplained ? .explained : .upToDate
        let time = now
        let isMoved = try await recorder.write(&entry) { record in
            record.drift = drift
            record.scripts = due.map(\.name.description)
            record.checksums = due.map(\.checksum)
            record.undone = undone
            record.replaced = own
            record.statementID = nil
            record.attempt = 1
            record.phase = .running
            if record.catalog == nil { record.catalog = catalog.tables }
            if isOver { record.end(outcome, nil, at: time) }
        }
        if isMoved, isOver { recorder.report(entry.document) }
        return isMoved
    }

    private func run(_ entry: inout VersionedDocument<MigrationRecord>) async throws -> Bool {
        let record = entry.document
        guard record.scripts.indices.contains(record.index) else {
            return try await recorder.write(&entry) { $0.phase = .closing }
        }
        let name = record.scripts[record.index]
        let checksum = record.checksums.indices.contains(record.index) ? record.checksums[record.index] : nil
        let script: MigrationScript
        let batch: MigrationBatch
        do {
            guard let found = try await scripts(record.replaced).first(where: { $0.name.description == name }),
                found.checksum == checksum
            else { throw SQLProblem("\(name) was changed while the migrations run; ask again") }
            script = found
            batch = try MigrationBatch(
                script,
                journal,
                step: record.step,
                partial: record.partial,
                undone: record.undone
            )
        } catch let problem as SQLProblem {
            return try await recorder.end(&entry, .refused, problem.description)
        }
        guard let statement = try await ask(batch.statements, isTransaction: batch.isTransaction, &entry) else {
            return false
        }
        if statement.status == .finished {
            return try await recorder.write(&entry) { record in
                record.statementID = nil
                record.attempt = 1
                record.step += 1
                guard batch.isLast else { return }
                record.index += 1
                record.step = 0
                if record.partial?.script == name { record.partial = nil }
                if record.index == record.scripts.count { record.phase = .closing }
            }
        }
        let failed = statement.parts.firstIndex { !($0.error ?? "").isEmpty }
        if let isMoved = try await recorder.again(&entry, statement.reason) { return isMoved }
        let line = failed.flatMap { batch.line(script, of: $0) }
        let place = "\(name)" + (line.map { ", line \($0)" } ?? "")
        return try await recorder.end(&entry, .failed, "\(place): \(statement.reason)") { record in
            if let partial = batch.partial(script) { record.partial = partial }
        }
    }

    private func close(_ entry: inout VersionedDocument<MigrationRecord>) async throws -> Bool {
        guard let batch = try await ask([catalogQuery], &entry) else { return false }
        let catalog: [String: String]? =
            batch.status == .finished ? CatalogSnapshot(try await records(batch, 0)).tables : nil
        return try await recorder.end(&entry, .migrated, nil) { $0.catalog = catalog }
    }

    // MARK: Parts

    private func request(_ record: MigrationRecord) throws(SQLProblem) -> MigrationPlanner.Request {
        if let undo = record.undo {
            guard let version = MigrationVersion(undo) else { throw SQLProblem("\(undo) is no version") }
            return .undo(version)
        }
        return .apply(to: record.to.flatMap { MigrationVersion($0) })
    }

    private func scripts(_ replaced: [String: String]) async throws -> [MigrationScript] {
        let own = try plan.continuousIngestion.scripts(replacing: replaced)
        guard let place = plan.migrations else { return own }
        return try await own
            + MigrationFolder(place: place, root: services.settings.root, s3: services.s3)
            .scripts(deadline: scope.deadline)
    }

    private var catalogQuery: String { WarehouseColumn.query(schemas: plan.migratedSchemas) }

    private func ask(
        _ statements: [String],
        isTransaction: Bool = true,
        _ entry: inout VersionedDocument<MigrationRecord>
    ) async throws -> RedshiftDataStatement? {
        let record = entry.document
        if let id = record.statementID {
            let statement = try await services.redshift.describeStatement(id, deadline: scope.deadline)
            return statement.status.isOver ? statement : nil
        }
        let name = BatchName(
            prefix: services.settings.statementPrefix,
            plan: plan.name,
            lane: "migrations",
            kind: .migrate,
            id: String(sha256(record.id).prefix(16)),
            attempt: record.attempt
        )
        let salt = "\(record.id) \(record.startedAt.rfc3339) \(record.phase.rawValue) \(record.index) \(record.step)"
        let identity = RedshiftBatch.identity("\(name)", salt: salt, statements)
        do {
            let batch = try RedshiftBatch(
                name: "\(name)",
                statements: statements,
                identity: identity,
                isTransaction: isTransaction
            )
            let id = try await services.batches.submit(
                batch,
                to: plan.warehouse,
                withEvent: true,
                deadline: scope.deadline
            )
            let due = now.advanced(by: LaneMachine.patience)
            _ = try await recorder.write(&entry) { record in
                record.statementID = id
                record.retryAt = nil
                record.due = due
            }
        } catch let error as AWSError where SubmissionFailure(error) == .later {
            let due = now.advanced(by: LaneMachine.patience)
            _ = try await recorder.write(&entry) { $0.due = due }
            return nil
        }
        guard entry.document.statementID != nil else { return nil }
        return try await ask(statements, isTransaction: isTransaction, &entry)
    }

    private func records(_ batch: RedshiftDataStatement, _ index: Int) async throws -> [[RedshiftDataField]] {
        let id = batch.parts.indices.contains(index) ? batch.parts[index].id : batch.id
        return try await services.redshift.allRecords(of: id, deadline: scope.deadline)
    }
}
