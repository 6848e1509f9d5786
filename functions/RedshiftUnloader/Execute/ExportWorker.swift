import AWSClient
import AWSDynamoDB
import AWSRedshiftData
import LambdaRuntime
import Logging
import RedshiftSQL
import UTCTime

/// Carries out the steps of one export. Each begins with the item as it was read and ends by writing it, if nobody else
/// did meanwhile; what is done in between may be done twice.
final class ExportWorker: Sendable {
    let services: UnloaderServices
    let invocation: Invocation
    let run: UnloadRun

    init(services: UnloaderServices, invocation: Invocation, run: UnloadRun) {
        self.services = services
        self.invocation = invocation
        self.run = run
    }

    private var deadline: ContinuousClock.Instant { invocation.deadline }
    private var now: UTCTime { services.clock.now() }

    /// - Returns: whether the export is another than before, so that it is worth looking again.
    /// - Throws: what keeps the whole invocation from going on: DynamoDB's errors and cancellation.
    func carryOut(_ task: RunMachine.Task, _ export: Stored<ExportRun>) async throws -> Bool {
        do {
            switch task {
            case .submit: return try await submit(export)
            case .check: return try await check(export)
            case .stop(_, let reason): return try await stop(export, reason)
            case .drop: return try await end(export, ExportResult(outcome: .cancelled, endedAt: now))
            }
        } catch let error as AWSError where error.service != "DynamoDB" {
            guard error.isRetryable || error.kind == .clockSkew else {
                return try await end(export, ExportResult(outcome: .failed, message: "\(error)", endedAt: now))
            }
            invocation.context.logger.warning(
                "export \(export.document.name) is left for the next event or sweep",
                metadata: ["runId": "\(run.id)", "export": "\(export.document.name)", "errorMessage": "\(error)"]
            )
            return false
        } catch let problem as SQLProblem {
            return try await end(export, ExportResult(outcome: .failed, message: "\(problem)", endedAt: now))
        }
    }

    // MARK: Submitting

    private func submit(_ export: Stored<ExportRun>) async throws -> Bool {
        let isPending = export.document.phase != .submitting
        let age = export.document.since.map { now.duration(since: $0) } ?? .zero
        guard isPending || age > RunMachine.submissionLifetime else { return try await send(export) }
        guard let prepared = try await prepare(export) else { return true }
        return try await send(prepared)
    }

    /// Makes it another attempt: window fixed, and noted before anything is sent.
    ///
    /// - Returns: `nil` when it is over without a statement, or somebody else was first.
    private func prepare(_ export: Stored<ExportRun>) async throws -> Stored<ExportRun>? {
        var next = export.document
        switch try await claimWindow(next.definition) {
        case .window(let window): next.window = window
        case .over(let result):
            _ = try await end(export, result)
            return nil
        }
        next.phase = .submitting
        next.round = run.round
        next.attempt += 1
        next.since = now
        next.submittedAt = nil
        next.statementID = nil
        next.stopping = nil
        next.failedSubmissions = 0
        next.result = nil
        return try await write(next, over: export)
    }

    private enum WindowClaim {
        case window(TimeWindow?)
        case over(ExportResult)
    }

    private func claimWindow(_ definition: PlannedExport) async throws -> WindowClaim {
        guard case .watermark(_, let initial) = run.policy else { return .window(run.window) }
        guard definition.usesWindow, let end = run.windowEnd else { return .window(nil) }
        let claim = try await services.watermarks.claim(
            plan: run.plan,
            export: definition.name,
            run: run.id,
            upTo: end,
            initial: initial,
            deadline: deadline
        )
        switch claim {
        case .granted(let from): return .window(TimeWindow(from: from, to: end))
        case .covered(let until):
            return .over(ExportResult(outcome: .covered, message: "published up to \(until.rfc3339)", endedAt: now))
        case .held(let holder):
            return .over(ExportResult(outcome: .overlapped, message: "run \(holder) is still at it", endedAt: now))
        }
    }

    private func send(_ export: Stored<ExportRun>) async throws -> Bool {
        var next = export.document
        let name = StatementName(
            prefix: services.settings.statementPrefix,
            runID: run.id,
            export: next.name,
            attempt: next.attempt
        )
        do {
            next.statementID = try await services.batches.submit(
                try name.batch([next.unload(in: run).text, UnloadStatement.rowCount]),
                to: run.warehouse,
                withEvent: true,
                deadline: deadline
            )
        } catch let error as AWSError {
            return try await note(error, export)
        }
        next.phase = .submitted
        next.since = now
        next.submittedAt = now
        invocation.context.logger.info(
            "export \(next.name): submitted",
            metadata: ["runId": "\(run.id)", "export": "\(next.name)", "statementId": "\(next.statementID ?? "")"]
        )
        _ = try await write(next, over: export)
        return true
    }

    private func note(_ error: AWSError, _ export: Stored<ExportRun>) async throws -> Bool {
        switch SubmissionFailure(error) {
        case .busy: break
        case .passing where export.document.failedSubmissions + 1 < SubmissionFailure.most:
            var next = export.document
            next.failedSubmissions += 1
            _ = try await write(next, over: export)
        case .passing, .refused:
            return try await end(
                export,
                ExportResult(outcome: .failed, message: "not submitted: \(error)", endedAt: now)
            )
        }
        invocation.context.metrics.add("SubmissionsDeferred", 1)
        invocation.context.logger.warning(
            "export \(export.document.name): not submitted yet",
            metadata: ["runId": "\(run.id)", "export": "\(export.document.name)", "errorMessage": "\(error)"]
        )
        return false
    }

    // MARK: Finishing

    private func check(_ export: Stored<ExportRun>) async throws -> Bool {
        guard let id = export.document.statementID else {
            return try await end(
                export,
                ExportResult(outcome: .failed, message: "the state has no statement id", endedAt: now)
            )
        }
        let statement: RedshiftDataStatement
        do {
            statement = try await services.redshift.describeStatement(id, deadline: deadline)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            let message = "Redshift no longer knows statement \(id), nor how it ended (it remembers 24 hours)"
            return try await end(export, ExportResult(outcome: .failed, message: message, endedAt: now))
        }
        switch StatementVerdict(statement, of: export.document, now: now) {
        case .wait: return false
        case .cancel:
            try await cancel(id)
            return false
        case .verify: return try await publish(export, statement)
        case .over(let outcome, let message):
            return try await end(export, ExportResult(outcome: outcome, message: message, endedAt: now))
        }
    }

    private func stop(_ export: Stored<ExportRun>, _ reason: ExportOutcome) async throws -> Bool {
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
            invocation.context.logger.notice(
                "the statement could not be cancelled",
                metadata: ["statementId": "\(id)", "errorMessage": "\(error)"]
            )
        }
    }

    private func publish(_ export: Stored<ExportRun>, _ statement: RedshiftDataStatement) async throws -> Bool {
        if let lost = try await lostWatermark(export.document, statement) { return try await end(export, lost) }
        let publisher = DatasetPublisher(services: services, run: run, deadline: deadline)
        return try await end(export, try await publisher.publish(export.document, statement))
    }

    /// What there is to say instead of publishing, when the export's watermark is not this run's any more.
    private func lostWatermark(_ export: ExportRun, _ statement: RedshiftDataStatement) async throws -> ExportResult? {
        guard case .watermark = run.policy, let window = export.window else { return nil }
        switch try await claimWindow(export.definition) {
        case .window(let claimed):
            if claimed == window { return nil }
            return ExportResult(
                outcome: .overlapped,
                message: "another run moved the watermark meanwhile",
                endedAt: now
            )
        case .over(var result):
            // Ours and advanced, the invocation having ended before it could say so: published, then.
            if result.outcome == .covered, try await isPublished(export) {
                result.outcome = .unloaded
                result.message = nil
                result.dataset = "\(export.place(in: run))"
                result.statementMilliseconds = statement.duration.map { Int64($0 / .milliseconds(1)) }
            }
            return result
        }
    }

    private func isPublished(_ export: ExportRun) async throws -> Bool {
        let value = try await services.watermarks.value(plan: run.plan, export: export.name, deadline: deadline)
        return value == export.window?.to
    }

    /// The watermark first, then the item: cut off in between, the export is looked at once more and found published.
    ///
    /// - Returns: `true`: it is over, by this invocation or another one.
    private func end(_ export: Stored<ExportRun>, _ result: ExportResult) async throws -> Bool {
        if case .watermark = run.policy, export.document.definition.usesWindow {
            let isPublished = result.outcome == .unloaded || result.outcome == .empty
            try await services.watermarks.release(
                plan: run.plan,
                export: export.document.name,
                run: run.id,
                advancingTo: isPublished ? export.document.window?.to : nil,
                deadline: deadline
            )
        }
        var next = export.document
        next.phase = .over
        next.round = run.round
        next.since = now
        next.result = result
        if try await write(next, over: export) != nil {
            ExportReport(run: run, export: next, result: result).write(to: invocation.context)
        }
        return true
    }

    private func write(_ export: ExportRun, over old: Stored<ExportRun>) async throws -> Stored<ExportRun>? {
        try await services.table.write(
            export,
            at: .export(export.name, of: run.id),
            over: old.version,
            status: export.result?.outcome.rawValue ?? export.phase.rawValue,
            deadline: deadline
        )
    }
}
