import AWSClient
import AWSRedshiftData
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Carries out the steps of one export. Each begins with the document as it was read and ends by writing it, if nobody else
/// did meanwhile; what is done in between may be done twice.
struct ExportWorker: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope
    let run: UnloadRun

    private var deadline: ContinuousClock.Instant { scope.deadline }
    private var now: UTCTime { services.clock.now() }

    /// - Returns: whether the export is another than before, so that it is worth looking again.
    /// - Throws: what keeps the whole invocation from going on: `StateStoreError` and cancellation.
    func carryOut(_ task: RunMachine.Task, _ export: StateEntry<ExportRun>) async throws -> Bool {
        do {
            switch task {
            case .submit: return try await submit(export)
            case .check: return try await check(export)
            case .stop(_, let reason): return try await stop(export, reason)
            case .drop: return try await end(export, result(.cancelled))
            }
        } catch let error as AWSError {
            guard error.isRetryable || error.kind == .clockSkew else {
                return try await end(export, result(.failed, "\(error)"))
            }
            scope.context.logger.warning(
                "export \(export.document.name) is left for the next event or sweep",
                metadata: ["runId": "\(run.id)", "export": "\(export.document.name)", "errorMessage": "\(error)"]
            )
            return false
        } catch let problem as SQLProblem {
            return try await end(export, result(.failed, "\(problem)"))
        }
    }

    private func result(_ outcome: ExportOutcome, _ message: String? = nil) -> ExportResult {
        ExportResult(outcome: outcome, message: message, endedAt: now)
    }

    // MARK: Submitting

    private func submit(_ export: StateEntry<ExportRun>) async throws -> Bool {
        let isPending = export.document.phase != .submitting
        let age = export.document.since.map { now.duration(since: $0) } ?? .zero
        guard isPending || age > RunMachine.submissionLifetime else { return try await send(export) }
        guard let prepared = try await prepare(export) else { return true }
        return try await send(prepared)
    }

    /// Makes it another attempt: window fixed, and recorded before anything is sent.
    ///
    /// - Returns: `nil` when it is over without a statement, or somebody else was first.
    private func prepare(_ export: StateEntry<ExportRun>) async throws -> StateEntry<ExportRun>? {
        var next = export.document
        switch try await claimWindow(next.definition) {
        case .window(let window, let mark):
            next.window = window
            next.mark = mark
        case .over(let result):
            _ = try await end(export, result)
            return nil
        }
        if next.round != run.round { next.retries = 0 }
        next.phase = .submitting
        next.round = run.round
        next.attempt += 1
        next.since = now
        next.submittedAt = nil
        next.statementID = nil
        next.stopping = nil
        next.failedSubmissions = 0
        next.retryAt = nil
        next.result = nil
        return try await write(next, over: export)
    }

    private enum WindowClaim {
        case window(ExportWindow?, mark: WatermarkValue?)
        case over(ExportResult)
    }

    private func claimWindow(_ definition: PlannedExport) async throws -> WindowClaim {
        guard let watermark = run.watermark else { return .window(run.window.map { .time($0) }, mark: nil) }
        guard definition.usesWindow else { return .window(nil, mark: nil) }
        switch try await watermarks.claim(plan: run.plan, export: definition.name, run: run.id, watermark) {
        case .granted(let mark): return .window(watermark.window(from: mark), mark: mark)
        case .covered(let until): return .over(result(.covered, "published up to \(until)"))
        case .held(let holder): return .over(result(.overlapped, "run \(holder) is still at it"))
        case .incomparable(let value):
            return .over(
                result(
                    .failed,
                    "the watermark stands at \(value), which is of another type than the plan's initial; give the export another name, or delete the watermark's item"
                )
            )
        }
    }

    private func send(_ export: StateEntry<ExportRun>) async throws -> Bool {
        var next = export.document
        let name = StatementName(
            prefix: services.settings.statementPrefix,
            runID: run.id,
            export: next.name,
            attempt: next.attempt
        )
        let database = next.definition.database
        do {
            next.statementID = try await services.batches.submit(
                try name.batch(next.statements(in: run).texts),
                to: try database.map { name throws(SQLProblem) in try run.warehouse.database(name.name) }
                    ?? run.warehouse,
                withEvent: true,
                deadline: deadline
            )
        } catch let error as AWSError {
            return try await record(error, export)
        }
        next.phase = .submitted
        next.since = now
        next.submittedAt = now
        scope.context.logger.info(
            "export \(next.name): submitted",
            metadata: ["runId": "\(run.id)", "export": "\(next.name)", "statementId": "\(next.statementID ?? "")"]
        )
        _ = try await write(next, over: export)
        return true
    }

    private func record(_ error: AWSError, _ export: StateEntry<ExportRun>) async throws -> Bool {
        switch SubmissionFailure(error) {
        case .busy: break
        case .unavailable: return try await fail(export, "not submitted: \(error)", mayPass: true)
        case .passing where export.document.failedSubmissions + 1 < SubmissionFailure.most:
            var next = export.document
            next.failedSubmissions += 1
            _ = try await write(next, over: export)
        case .passing, .refused: return try await end(export, result(.failed, "not submitted: \(error)"))
        }
        scope.context.metrics.add("SubmissionsDeferred", 1)
        scope.context.logger.warning(
            "export \(export.document.name): not submitted yet",
            metadata: ["runId": "\(run.id)", "export": "\(export.document.name)", "errorMessage": "\(error)"]
        )
        return false
    }

    // MARK: Finishing

    private func check(_ export: StateEntry<ExportRun>) async throws -> Bool {
        guard let id = export.document.statementID else {
            return try await end(export, result(.failed, "the state has no statement id"))
        }
        let statement: RedshiftDataStatement
        do {
            statement = try await services.redshift.describeStatement(id, deadline: deadline)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            let message = "Redshift no longer knows statement \(id), nor how it ended (it remembers 24 hours)"
            return try await end(export, result(.failed, message))
        }
        switch StatementVerdict(statement, of: export.document, now: now) {
        case .wait: return false
        case .cancel:
            try await cancel(id)
            return false
        case .verify: return try await publish(export, statement)
        case .over(.failed, let message):
            let mayPass = export.document.stopping == nil && StatementFailure.mayPass(message ?? "")
            return try await fail(export, message ?? "Redshift gives no reason", mayPass: mayPass)
        case .over(let outcome, let message): return try await end(export, result(outcome, message))
        }
    }

    private func stop(_ export: StateEntry<ExportRun>, _ reason: ExportOutcome) async throws -> Bool {
        var next = export.document
        next.phase = .stopping
        next.stopping = reason
        next.since = now
        _ = try await write(next, over: export)
        return true
    }

    /// A statement that ended meanwhile is found out by the next look at it.
    private func cancel(_ id: String) async throws {
        do {
            try await services.redshift.cancelStatement(id, deadline: deadline)
        } catch let error as AWSError where !error.isRetryable {
            scope.context.logger.notice(
                "the statement could not be cancelled",
                metadata: ["statementId": "\(id)", "errorMessage": "\(error)"]
            )
        }
    }

    private func publish(_ export: StateEntry<ExportRun>, _ statement: RedshiftDataStatement) async throws -> Bool {
        let publisher = DatasetPublisher(services: services, run: run, deadline: deadline, logger: scope.context.logger)
        let reached = try await publisher.reached(export.document, statement)
        if let lost = try await lostWatermark(export.document, statement, reached, publisher) {
            return try await end(export, lost)
        }
        return try await end(export, try await publisher.publish(export.document, statement, reached))
    }

    /// The result instead of publishing, when the export's watermark is not this run's any more.
    private func lostWatermark(
        _ export: ExportRun,
        _ statement: RedshiftDataStatement,
        _ reached: WatermarkValue?,
        _ publisher: DatasetPublisher
    ) async throws -> ExportResult? {
        guard run.watermark != nil, export.window != nil else { return nil }
        // An earlier invocation advanced our watermark but died before recording it.
        if let reached, reached != export.mark,
            try await watermarks.value(plan: run.plan, export: export.name) == reached
        {
            var published = result(try await publisher.isPublished(export) ? .unloaded : .covered)
            if published.outcome == .unloaded { published.dataset = "\(export.dataset(in: run))" }
            published.reached = reached
            published.statementMilliseconds = statement.duration.map { Int64($0 / .milliseconds(1)) }
            return published
        }
        switch try await claimWindow(export.definition) {
        case .window(_, let mark):
            return mark == export.mark ? nil : result(.overlapped, "another run moved the watermark meanwhile")
        case .over(let result): return result
        }
    }

    // MARK: Ending

    /// Another attempt later, when the failure may pass and the plan allows one; else the end.
    private func fail(_ export: StateEntry<ExportRun>, _ message: String, mayPass: Bool) async throws -> Bool {
        let retries = export.document.retries
        guard mayPass, !run.isCancelRequested, retries + 1 < run.retry.attempts else {
            let count = retries > 0 ? " (attempt \(retries + 1) of \(run.retry.attempts))" : ""
            return try await end(export, result(.failed, message + count))
        }
        await clean(export.document)
        var next = export.document
        next.phase = .waiting
        next.retries += 1
        next.lastFailure = message
        next.since = now
        next.retryAt = now.advanced(by: .seconds(run.retry.waitSeconds))
        if try await write(next, over: export) != nil {
            scope.context.metrics.add("ExportsRetried", 1)
            scope.context.logger.warning(
                "export \(next.name): another attempt at \(next.retryAt?.rfc3339 ?? "")",
                metadata: ["runId": "\(run.id)", "export": "\(next.name)", "errorMessage": "\(message)"]
            )
        }
        return true
    }

    /// The watermark first, then the document: cut off in between, the export is looked at once more and found published.
    ///
    /// - Returns: `true`: it is over, by this invocation or another one.
    private func end(_ export: StateEntry<ExportRun>, _ result: ExportResult) async throws -> Bool {
        if run.watermark != nil, export.document.definition.usesWindow {
            let isPublished = result.outcome == .unloaded || result.outcome == .empty
            try await watermarks.release(
                plan: run.plan,
                export: export.document.name,
                run: run.id,
                advancingTo: isPublished ? result.reached : nil
            )
        }
        if !result.outcome.isDone { await clean(export.document) }
        var next = export.document
        next.phase = .over
        next.round = run.round
        next.since = now
        next.retryAt = nil
        next.result = result
        if try await write(next, over: export) != nil {
            ExportReport(run: run, export: next, result: result).write(to: scope.context)
        }
        return true
    }

    /// Deletes what the present attempt wrote.
    private func clean(_ export: ExportRun) async {
        guard export.attempt > 0, export.submittedAt != nil else { return }
        let cleaner = DatasetCleaner(services: services, deadline: deadline, logger: scope.context.logger)
        await cleaner.remove(AttemptPrefix(run: run.id, attempt: export.attempt), under: export.place(in: run))
    }

    private var watermarks: WatermarkStore {
        WatermarkStore(state: scope.state, now: { services.clock.now() })
    }

    /// - Returns: `nil` when somebody else has changed it meanwhile.
    private func write(_ next: ExportRun, over old: StateEntry<ExportRun>) async throws -> StateEntry<ExportRun>? {
        var entry = old
        let isWritten = try await scope.state.change(&entry) { export in
            guard export == old.document else { return false }
            export = next
            return true
        }
        return isWritten ? entry : nil
    }
}
