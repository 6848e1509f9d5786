import AWSClient
import AWSRedshiftData
import AWSS3
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Carries out the steps of one load. Each begins with the document as it was read and ends by writing it, if nobody else did
/// meanwhile; what is done in between may be done twice, because the same batch has the same token.
struct LoadRunner: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan

    private var now: UTCTime { services.clock.now() }
    private var deadline: ContinuousClock.Instant { scope.deadline }

    /// The load as the plan has it now.
    ///
    /// - Throws: ``SQLProblem`` for a table that the plan does not have any more, and for files that it has no columns for.
    private func load(_ record: LoadRecord) throws(SQLProblem) -> Load {
        guard let table = plan.table(record.table) else {
            throw SQLProblem("the plan \(plan.name) has no table \(record.table) any more")
        }
        return try LoadPlanner(plan: plan, manifestBase: services.settings.manifestBase).load(
            record.files,
            table,
            record.id
        )
    }

    private func name(_ kind: BatchName.Kind, _ record: LoadRecord) -> String {
        BatchName(
            prefix: services.settings.statementPrefix,
            plan: plan.name,
            lane: record.lane,
            kind: kind,
            id: record.id,
            attempt: record.attempt
        ).description
    }

    private func salt(_ record: LoadRecord) -> String { "\(record.attempt) \(record.createdAt.rfc3339)" }

    // MARK: The load

    /// Writes the manifests and submits the batch. A new attempt is recorded before anything is sent.
    func submit(_ entry: inout StateEntry<LoadRecord>) async throws -> Bool {
        if entry.document.phase != .submitting {
            return try await write(&entry) { record in
                record.phase = .submitting
                record.attempt += 1
                record.statementID = nil
                record.retryAt = nil
                record.outcome = nil
                record.message = nil
                record.step = nil
            }
        }
        let id: String
        do {
            let load = try load(entry.document)
            let batch = try load.batch(name: name(.load, entry.document), salt: salt(entry.document))
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
            return try await end(&entry, .failed, problem.description)
        } catch let error as AWSError {
            guard SubmissionFailure(error) == .later || error.isRetryable else {
                return try await end(&entry, .failed, "not submitted: \(error)")
            }
            scope.context.metrics.add("SubmissionsDeferred", 1)
            scope.context.logger.warning(
                "load \(entry.document.id): not submitted yet",
                metadata: ["loadId": "\(entry.document.id)", "errorMessage": "\(error)"]
            )
            return false
        }
        let time = now
        return try await write(&entry) { record in
            record.phase = .submitted
            record.statementID = id
            record.submittedAt = time
        }
    }

    func check(_ entry: inout StateEntry<LoadRecord>) async throws -> Bool {
        guard let id = entry.document.statementID else {
            return try await again(&entry, "the state has no statement id")
        }
        let statement: RedshiftDataStatement
        do {
            statement = try await services.redshift.describeStatement(id, deadline: deadline)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            // The ledger knows how it ended: if it was loaded, the next attempt is refused as a duplicate.
            return try await again(&entry, "Redshift no longer knows statement \(id) (it remembers 24 hours)")
        }
        if statement.status == .running, entry.document.isCancelRequested {
            do {
                try await services.redshift.cancelStatement(id, deadline: deadline)
            } catch let error as AWSError where !error.isRetryable {
                // It ended meanwhile; the next look finds out.
            }
            return false
        }
        let statements: [LoadStatement]
        do {
            statements = try load(entry.document).statements()
        } catch {
            statements = []
        }
        switch LoadVerdict(statement, statements, isCancelled: entry.document.isCancelRequested) {
        case .running: return false
        case .loaded: return try await finish(&entry, statement, statements)
        case .again(let message): return try await again(&entry, message)
        case .unprepared(let step, let message): return try await again(&entry, message, step: step)
        case .compare:
            return try await write(&entry) { record in
                record.phase = .comparing
                record.statementID = nil
            }
        case .diagnose(let query, let message):
            return try await write(&entry) { record in
                record.phase = .diagnosing
                record.statementID = nil
                record.refusedQuery = query
                record.message = message
            }
        case .over(let outcome, let step, let message):
            return try await end(&entry, outcome, message, step: step)
        }
    }

    private func finish(
        _ entry: inout StateEntry<LoadRecord>,
        _ statement: RedshiftDataStatement,
        _ statements: [LoadStatement]
    ) async throws -> Bool {
        var rows = try? load(entry.document).expectedRows
        if rows == nil, let index = statements.firstIndex(where: { $0.step == .count }),
            statement.parts.indices.contains(index)
        {
            let records = try await services.redshift.firstRecords(of: statement.parts[index].id, deadline: deadline)
            if case .integer(let count)? = records.first?.first { rows = count }
        }
        let found = rows
        return try await end(&entry, .loaded, nil) { $0.rows = found }
    }

    // MARK: A load that was refused

    /// Leaves out the files that the ledger has already.
    func compare(_ entry: inout StateEntry<LoadRecord>) async throws -> Bool {
        guard let table = plan.table(entry.document.table) else {
            return try await end(&entry, .failed, "the plan has no table \(entry.document.table) any more")
        }
        let files = entry.document.files.map { LoadFile($0.location, eTag: $0.eTag, bytes: $0.bytes, rows: $0.rows) }
        let query = plan.ledger.loaded(table.target.table, among: files)
        guard let statement = try await ask(.compare, query, &entry) else { return false }
        guard statement.status == .finished else { return try await again(&entry, statement.reason) }
        var loaded: Set<[String]> = []
        for record in try await services.redshift.firstRecords(of: statement.id, deadline: deadline) {
            guard record.count == 2, case .text(let file) = record[0], case .text(let eTag) = record[1] else {
                continue
            }
            loaded.insert([file, eTag])
        }
        let left = entry.document.files.filter { !loaded.contains([$0.location.description, $0.eTag]) }
        let count = entry.document.files.count - left.count
        if left.isEmpty { return try await end(&entry, .duplicate, "all of its files are loaded already") }
        guard count > 0 else {
            // The transaction that had them was rolled back, or they are beyond the first page.
            return try await again(&entry, "the ledger had some of the files, and has none of them any more")
        }
        return try await write(&entry) { record in
            record.files = left
            record.phase = .queued
            record.statementID = nil
        }
    }

    /// Asks for the row that COPY refused, and whether all files are there.
    func diagnose(_ entry: inout StateEntry<LoadRecord>) async throws -> Bool {
        for file in entry.document.files {
            let head = try await services.s3.headObject(
                bucket: file.location.bucket,
                key: file.location.key,
                deadline: deadline
            )
            if head == nil {
                return try await end(&entry, .missing, "\(file.location) is not there any more", step: .copy)
            }
        }
        let message = entry.document.message ?? "Redshift gives no reason"
        guard let id = entry.document.refusedQuery else {
            return try await end(&entry, .rejected, message, step: .copy)
        }
        let query = """
            SELECT file_name, line_number, column_name, error_message FROM sys_load_error_detail \
            WHERE query_id = \(id) ORDER BY file_name, line_number LIMIT 10
            """
        guard let statement = try await ask(.diagnose, query, &entry) else { return false }
        guard statement.status == .finished else { return try await end(&entry, .rejected, message, step: .copy) }
        let records = try await services.redshift.firstRecords(of: statement.id, deadline: deadline)
        let rows = records.map { record in
            record.map { field in
                switch field {
                case .text(let text): text
                case .integer(let number): "\(number)"
                case .null, .double, .bool, .other: "?"
                }
            }.joined(separator: " | ")
        }
        return try await end(&entry, .rejected, ([message] + rows).joined(separator: "; "), step: .copy)
    }

    /// Submits a query and asks for its end.
    ///
    /// - Returns: `nil` while it runs.
    private func ask(
        _ kind: BatchName.Kind,
        _ query: String,
        _ entry: inout StateEntry<LoadRecord>
    ) async throws -> RedshiftDataStatement? {
        if let id = entry.document.statementID {
            let statement = try await services.redshift.describeStatement(id, deadline: deadline)
            guard statement.status.isOver else { return nil }
            // A batch of one statement answers under that statement's own id.
            return RedshiftDataStatement(
                id: statement.parts.first?.id ?? id,
                status: statement.status,
                error: statement.error,
                parts: statement.parts
            )
        }
        let name = name(kind, entry.document)
        let batch = try RedshiftBatch(
            name: name,
            statements: [query],
            identity: RedshiftBatch.identity(name, salt: salt(entry.document), [query])
        )
        let id = try await services.batches.submit(batch, to: plan.warehouse, withEvent: true, deadline: deadline)
        _ = try await write(&entry) { $0.statementID = id }
        return try await ask(kind, query, &entry)
    }

    func cancel(_ entry: inout StateEntry<LoadRecord>) async throws -> Bool {
        try await end(&entry, .cancelled, "cancelled as asked")
    }

    // MARK: Writing

    /// Another attempt later, unless there were too many.
    private func again(
        _ entry: inout StateEntry<LoadRecord>,
        _ message: String,
        step: LoadStep? = nil
    ) async throws -> Bool {
        let failures = entry.document.failures + 1
        guard failures < RetryPolicy.attempts else {
            return try await end(&entry, .conflicted, "\(message) (attempt \(failures) of \(RetryPolicy.attempts))")
        }
        scope.context.metrics.add("LoadsRetried", 1)
        scope.context.logger.notice(
            "load \(entry.document.id): tried again",
            metadata: ["loadId": "\(entry.document.id)", "table": "\(entry.document.table)", "reason": "\(message)"]
        )
        let retryAt = now.advanced(by: RetryPolicy.wait(after: failures))
        return try await write(&entry) { record in
            record.phase = .waiting
            record.step = step
            record.failures = failures
            record.retryAt = retryAt
            record.statementID = nil
            record.message = message
        }
    }

    private func end(
        _ entry: inout StateEntry<LoadRecord>,
        _ outcome: LoadOutcome,
        _ message: String?,
        step: LoadStep? = nil,
        also change: @Sendable (inout LoadRecord) -> Void = { _ in }
    ) async throws -> Bool {
        let time = now
        let isEnded = try await write(&entry) { record in
            record.end(outcome, message, step: step, at: time)
            change(&record)
        }
        if isEnded { LoadReport(record: entry.document).write(to: scope.context) }
        return isEnded
    }

    /// Writes the document if it is still as it was read.
    private func write(
        _ entry: inout StateEntry<LoadRecord>,
        _ change: (inout LoadRecord) -> Void
    ) async throws -> Bool {
        let known = entry.document
        return try await scope.state.change(&entry) { record in
            guard record == known else { return false }
            change(&record)
            return true
        }
    }
}
