import AWSClient
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Submits the statements of an export, once for each attempt.
struct ExportSubmitter: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope
    let run: RunRecord

    private var now: UTCTime { services.clock.now() }
    private var closer: ExportCloser { ExportCloser(services: services, scope: scope, run: run) }

    /// Submits the export's statements, as a new attempt or as a repetition of the current attempt's submission.
    ///
    /// - Returns: `false` when the submission was deferred to a later event or sweep.
    func submit(_ export: VersionedDocument<ExportRecord>) async throws -> Bool {
        let isPending = export.document.phase != .submitting
        let age = export.document.since.map { now.duration(since: $0) } ?? .zero
        guard isPending || age > RunMachine.submissionLifetime else { return try await send(export) }
        guard let prepared = try await prepare(export) else { return true }
        return try await send(prepared)
    }

    /// Begins an attempt: determines the window and records it before any statement is sent.
    ///
    /// - Returns: `nil` when the export ended without a statement, or another invocation changed the export's document
    ///   first.
    private func prepare(_ export: VersionedDocument<ExportRecord>) async throws -> VersionedDocument<ExportRecord>? {
        var next = export.document
        switch try await WindowClaimer(services: services, scope: scope, run: run).claim(next.definition) {
        case .window(let window, let mark):
            next.window = window
            next.mark = mark
        case .over(let result):
            _ = try await closer.end(export, result)
            return nil
        }
        if next.round != run.round { next.retries = 0 }
        next.phase = .submitting
        next.round = run.round
        next.attempt += 1
        next.salt = scope.context.requestID
        next.since = now
        next.submittedAt = nil
        next.statementID = nil
        next.stopping = nil
        next.failedSubmissions = 0
        next.retryAt = nil
        next.result = nil
        return try await closer.write(next, over: export)
    }

    private func send(_ export: VersionedDocument<ExportRecord>) async throws -> Bool {
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
                try name.batch(next.statements(in: run).texts, salt: next.salt),
                to: try database.map { name throws(SQLProblem) in try run.warehouse.database(name.name) }
                    ?? run.warehouse,
                withEvent: true,
                deadline: scope.deadline
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
        _ = try await closer.write(next, over: export)
        return true
    }

    private func record(_ error: AWSError, _ export: VersionedDocument<ExportRecord>) async throws -> Bool {
        switch SubmissionFailure(error) {
        case .busy: break
        case .unavailable: return try await closer.fail(export, "not submitted: \(error)", mayPass: true)
        case .passing where export.document.failedSubmissions + 1 < SubmissionFailure.most:
            var next = export.document
            next.failedSubmissions += 1
            _ = try await closer.write(next, over: export)
        case .passing, .refused: return try await closer.end(export, .failed, "not submitted: \(error)")
        }
        scope.context.metrics.add("SubmissionsDeferred", 1)
        scope.context.logger.warning(
            "export \(export.document.name): not submitted yet",
            metadata: ["runId": "\(run.id)", "export": "\(export.document.name)", "errorMessage": "\(error)"]
        )
        return false
    }
}
