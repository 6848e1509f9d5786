import AWSClient
import AWSRedshiftData
import AWSS3
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Submits the batch of a load, and reads its result.
///
/// Each step reads the load's record first, and writes it last, unless another invocation has changed the record
/// meanwhile. The work in between may be done twice: the same batch has the same token.
struct LoadBatchRunner: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    private var deadline: ContinuousClock.Instant { scope.deadline }
    private var recorder: LoadRecorder { LoadRecorder(services: services, scope: scope) }
    private var planner: FileGrouping { FileGrouping(plan: plan, manifestBase: services.settings.manifestBase) }

    /// Writes the manifests of a load and submits the load's batch. A new attempt is recorded before anything is sent.
    func submit(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        if entry.document.phase != .submitting {
            if let refusal = entry.document.refusal { return try await recorder.end(&entry, .held, refusal) }
            let refresher = OverwrittenFileDetector(services: services, scope: scope, plan: plan)
            guard try await refresher.refresh(&entry) else { return entry.document.phase == .over }
            if let isMoved = try await compareSchema(&entry) { return isMoved }
            return try await recorder.write(&entry) { record in
                record.phase = .submitting
                record.attempt += 1
                record.statementID = nil
                record.retryAt = nil
                record.outcome = nil
                record.message = nil
                record.step = nil
                record.evidence = nil
            }
        }
        let id: String
        let steps: [LoadStatementKind]
        do {
            let load = try planner.load(entry.document)
            let question = LoadQueryRunner(services: services, scope: scope, plan: plan, kind: .load)
            steps = try load.statements().map(\.step)
            let batch = try load.batch(
                name: question.name(of: entry.document),
                salt: LoadQueryRunner.salt(entry.document)
            )
            for copy in load.copies {
                let manifest = try CopyManifest(copy.files.map { .init($0.location, bytes: $0.bytes) })
                _ = try await services.s3.putObject(
                    manifest.json,
                    bucket: copy.manifest.bucket,
                    key: copy.manifest.key,
                    contentType: "application/json",
                    deadline: deadline
                )
            }
            id = try await services.batches.submit(batch, to: plan.warehouse, withEvent: true, deadline: deadline)
        } catch let problem as SQLProblem {
            return try await recorder.end(&entry, .failed, problem.description)
        } catch let error as AWSError {
            guard SubmissionFailure(error) == .later || error.isRetryable else {
                return try await recorder.end(&entry, .failed, "not submitted: \(error)")
            }
            scope.context.metrics.add("SubmissionsDeferred", 1)
            scope.context.logger.warning(
                "load \(entry.document.id): not submitted yet",
                metadata: ["loadId": "\(entry.document.id)", "errorMessage": "\(error)"]
            )
            return false
        }
        let time = services.clock.now()
        return try await recorder.write(&entry) { record in
            record.phase = .submitted
            record.statementID = id
            record.steps = steps
            record.submittedAt = time
        }
    }

    /// Compares the files' columns with the plan's columns, and adds new columns to the schema record.
    ///
    /// - Returns: `nil` when all columns fit the plan.
    private func compareSchema(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool? {
        guard let table = plan.table(entry.document.table) else { return nil }
        let comparison = SchemaComparison(table, plan.schema)
        var seen: Set<FileColumns> = []
        for file in entry.document.files where seen.insert(FileColumns(file)).inserted {
            switch comparison.verdict(file.columns, file.types) {
            case .fits: break
            case .held(let reason):
                return try await recorder.end(&entry, .schemaHeld, "\(file.location): \(reason)")
            case .new(let columns):
                let keeper = FileColumnRecorder(services: services, scope: scope)
                try await keeper.learn(columns, of: table.source, in: plan.name, from: file.location.description)
                // The plan has new columns now: the lane's tables are changed for them before the load is submitted.
                return true
            }
        }
        return nil
    }

    func check(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        guard let id = entry.document.statementID else {
            return try await recorder.again(&entry, "the state has no statement id")
        }
        let statement: RedshiftDataStatement
        do {
            statement = try await services.redshift.describeStatement(id, deadline: deadline)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            // The ledger knows the statement's result: if the files were loaded, it refuses the next attempt as a
            // duplicate.
            return try await recorder.again(&entry, "Redshift no longer knows statement \(id) (it remembers 24 hours)")
        }
        if statement.status == .running, entry.document.isCancelRequested {
            do {
                try await services.redshift.cancelStatement(id, deadline: deadline)
            } catch let error as AWSError where !error.isRetryable {
                // The statement ended meanwhile. The next check finds its result.
            }
            return false
        }
        switch LoadVerdict(statement, entry.document.steps, isCancelled: entry.document.isCancelRequested) {
        case .running: return false
        case .loaded: return try await finish(&entry, statement)
        case .again(let message): return try await recorder.again(&entry, message)
        case .unprepared(let step, let message): return try await recorder.again(&entry, message, step: step)
        case .compare:
            return try await recorder.write(&entry) { record in
                record.phase = .comparing
                record.statementID = nil
            }
        case .diagnose(let query, let message):
            return try await recorder.write(&entry) { record in
                record.phase = .diagnosing
                record.statementID = nil
                record.refusedQuery = query
                record.message = message
            }
        case .examine(let step, let message):
            return try await recorder.write(&entry) { record in
                record.phase = .examining
                record.statementID = nil
                record.step = step
                record.message = message
            }
        case .over(let outcome, let step, let message):
            return try await recorder.end(&entry, outcome, message, step: step)
        }
    }

    private func finish(
        _ entry: inout VersionedDocument<LoadRecord>,
        _ statement: RedshiftDataStatement
    ) async throws -> Bool {
        var rows = try? planner.load(entry.document).expectedRows
        if rows == nil, let index = entry.document.steps.firstIndex(of: .count),
            statement.parts.indices.contains(index)
        {
            let records = try await services.redshift.firstRecords(of: statement.parts[index].id, deadline: deadline)
            if case .integer(let count)? = records.first?.first { rows = count }
        }
        let found = rows
        let bad = entry.document.quarantined
        let changed = try await OverwrittenFileDetector(services: services, scope: scope, plan: plan).verify(
            entry.document
        )
        guard let first = bad.first else { return try await recorder.end(&entry, .loaded, changed) { $0.rows = found } }
        let message =
            "\(bad.count) of \(bad.count + entry.document.files.count) files are quarantined: \(first.description)"
        return try await recorder.end(&entry, .partlyLoaded, message) { $0.rows = found }
    }

    /// Ends a load as `schemaHeld`, because its table cannot be made to match the plan.
    func hold(_ entry: inout VersionedDocument<LoadRecord>, _ reason: String) async throws -> Bool {
        try await recorder.end(&entry, .schemaHeld, reason)
    }

    func cancel(_ entry: inout VersionedDocument<LoadRecord>) async throws -> Bool {
        try await recorder.end(&entry, .cancelled, "cancelled as asked")
    }
}
