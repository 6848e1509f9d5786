import LambdaRuntime
import AWSRedshiftData
import AWSS3
import AWSSigning
import RedshiftSQL
import UTCTime

/// Loads what DMS wrote into S3, one transaction a table, through the Redshift Data API.
///
/// The record says which batch loads which table. An intent is recorded before a batch is submitted: while the Data API
/// remembers the batch's token, submitting again finds the same batch.
struct RedshiftLoadRunner: Sendable {
    let batches: RedshiftBatches
    let store: S3
    let clock: TimeSource

    /// Batches that run at a time.
    private static let concurrency = 20

    /// - Returns: progress to record: ``StepState/starting`` for new intents, ``StepState/waiting`` while a batch runs.
    /// - Throws: ``StepError``, `SQLProblem`, `AWSError`.
    func take(
        _ load: RedshiftLoad,
        _ input: StepInput,
        _ progress: StepProgress?,
        _ scope: InvocationScope
    ) async throws -> StepAction {
        guard case .s3(let bucket, _, _) = input.migration.target else { return StepAction(.done) }
        var progress = progress ?? StepProgress(state: .starting)
        var failure: StepError?
        var running = 0
        var hasIntents = false
        for table in input.manifest.tables where table.verdict == "passed" && failure == nil {
            do {
                guard var known = progress.loads[table.table] else {
                    let plan = try plan(table, load, bucket, input)
                    guard !plan.statements.isEmpty else { continue }
                    guard running < Self.concurrency else { break }
                    progress.loads[table.table] = LoadProgress(intendedAt: clock.now())
                    running += 1
                    hasIntents = true
                    continue
                }
                if known.isDone { continue }
                if known.statement == nil {
                    known.statement = try await submit(table, load, bucket, input, known, scope)
                } else if let problem = try await follow(&known, scope) {
                    failure = StepError(description: "the load of \(table.table): \(problem)")
                }
                if !known.isDone { running += 1 }
                progress.loads[table.table] = known
            } catch let error as StepError {
                failure = error
            }
        }
        progress.state = hasIntents ? .starting : running > 0 ? .waiting : .done
        return StepAction(progress, failure: failure)
    }

    /// Asks how a batch is.
    ///
    /// - Returns: why it failed; the progress is that of the next attempt then.
    private func follow(_ load: inout LoadProgress, _ scope: InvocationScope) async throws -> String? {
        guard let id = load.statement else { return nil }
        let statement = try await batches.data.describeStatement(id, deadline: scope.deadline.work)
        switch statement.status {
        case .running: return nil
        case .finished:
            load.isDone = true
            return nil
        case .failed, .aborted:
            load = LoadProgress(attempt: load.attempt + 1, intendedAt: clock.now())
            return statement.reason
        }
    }

    private func submit(
        _ table: Manifest.Table,
        _ load: RedshiftLoad,
        _ bucket: String,
        _ input: StepInput,
        _ known: LoadProgress,
        _ scope: InvocationScope
    ) async throws -> String {
        // An hour for clocks that differ, and for the invocation itself.
        let age = clock.now().duration(since: known.intendedAt)
        if load.mode == .append, age > RedshiftBatch.tokenLifetime - .seconds(3600) {
            throw StepError(
                description:
                    "it is not known whether \(table.table) was appended at \(known.intendedAt.rfc3339): check the table, and load it by hand if it was not"
            )
        }
        let plan = try plan(table, load, bucket, input)
        let location = manifestLocation(table, input)
        if !plan.copyManifest.files.isEmpty {
            // The same bytes each time: the files are those of the manifest.
            _ = try await store.putObject(
                plan.copyManifest.json,
                bucket: location.bucket,
                key: location.key,
                contentType: "application/json",
                deadline: scope.deadline.work
            )
        }
        let name = "\(input.executionName) \(table.table)"
        let batch = try RedshiftBatch(
            name: name,
            statements: plan.statements,
            identity: RedshiftBatch.identity(name, salt: "\(known.attempt)", plan.statements)
        )
        return try await batches.submit(batch, to: load.warehouse, withEvent: false, deadline: scope.deadline.work)
    }

    private func plan(
        _ table: Manifest.Table,
        _ load: RedshiftLoad,
        _ bucket: String,
        _ input: StepInput
    ) throws -> RedshiftLoadPlan {
        try RedshiftLoadPlan(
            table,
            load,
            bucket: bucket,
            revision: input.manifest.revision,
            manifest: manifestLocation(table, input)
        )
    }

    /// Beside the manifest, by a hash of the table's name, which may have any character.
    private func manifestLocation(_ table: Manifest.Table, _ input: StepInput) -> S3Location {
        let folder = input.location.key.hasSuffix(".json") ? String(input.location.key.dropLast(5)) : input.location.key
        return S3Location(
            bucket: input.location.bucket,
            key: "\(folder)/copy/\(Digest.hex(Digest.sha256(Array(table.table.utf8)))).json"
        )
    }
}
