import AWSClient
import AWSRedshiftData
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Carries out the steps of one export. Each step begins with the document that was read and ends by writing it, unless
/// another invocation has written it meanwhile. The calls in between may be made twice.
struct ExportStepRunner: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope
    let run: RunRecord

    private var closer: ExportCloser { ExportCloser(services: services, scope: scope, run: run) }

    /// Carries out one task of an export.
    ///
    /// - Returns: `true` when the export may have changed. It may then have a next step at once.
    /// - Throws: errors that end the whole invocation: `StateStoreError` and cancellation.
    func carryOut(_ task: RunMachine.Task, _ export: VersionedDocument<ExportRecord>) async throws -> Bool {
        do {
            switch task {
            case .submit:
                return try await ExportSubmitter(services: services, scope: scope, run: run).submit(export)
            case .check: return try await check(export)
            case .stop(_, let reason): return try await stop(export, reason)
            case .drop: return try await closer.end(export, .cancelled)
            }
        } catch let error as AWSError {
            guard error.isRetryable || error.kind == .clockSkew else {
                return try await closer.end(export, .failed, "\(error)")
            }
            scope.context.logger.warning(
                "export \(export.document.name) is left to the next event or sweep",
                metadata: ["runId": "\(run.id)", "export": "\(export.document.name)", "errorMessage": "\(error)"]
            )
            return false
        } catch let problem as SQLProblem {
            return try await closer.end(export, .failed, "\(problem)")
        }
    }

    private func check(_ export: VersionedDocument<ExportRecord>) async throws -> Bool {
        guard let id = export.document.statementID else {
            return try await closer.end(export, .failed, "the state has no statement id")
        }
        let statement: RedshiftDataStatement
        do {
            statement = try await services.redshift.describeStatement(id, deadline: scope.deadline)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            let message = "Redshift no longer knows statement \(id), nor how it ended (it remembers 24 hours)"
            return try await closer.end(export, .failed, message)
        }
        switch StatementVerdict(statement, of: export.document, now: services.clock.now()) {
        case .wait: return false
        case .cancel:
            try await cancel(id)
            return false
        case .verify: return try await publish(export, statement)
        case .over(.failed, let message):
            let mayPass = export.document.stopping == nil && BatchFailure.mayPass(message ?? "")
            return try await closer.fail(export, message ?? "Redshift gives no reason", mayPass: mayPass)
        case .over(let outcome, let message): return try await closer.end(export, outcome, message)
        }
    }

    private func stop(_ export: VersionedDocument<ExportRecord>, _ reason: ExportOutcome) async throws -> Bool {
        var next = export.document
        next.phase = .stopping
        next.stopping = reason
        next.since = services.clock.now()
        _ = try await closer.write(next, over: export)
        return true
    }

    /// Cancels a statement. A refusal is only logged: the next check finds a statement that has ended meanwhile.
    private func cancel(_ id: String) async throws {
        do {
            try await services.redshift.cancelStatement(id, deadline: scope.deadline)
        } catch let error as AWSError where !error.isRetryable {
            scope.context.logger.notice(
                "the statement could not be cancelled",
                metadata: ["statementId": "\(id)", "errorMessage": "\(error)"]
            )
        }
    }

    private func publish(_ export: VersionedDocument<ExportRecord>, _ statement: RedshiftDataStatement) async throws
        -> Bool
    {
        let publisher = DatasetPublisher(services: services, scope: scope, run: run)
        let reached = try await publisher.reached(export.document, statement)
        let claimer = WindowClaimer(services: services, scope: scope, run: run)
        if let lost = try await claimer.lost(export.document, statement, reached, publisher) {
            return try await closer.end(export, lost)
        }
        return try await closer.end(export, try await publisher.publish(export.document, statement, reached))
    }
}
