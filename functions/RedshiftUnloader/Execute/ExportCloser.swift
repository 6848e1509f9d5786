import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// Ends exports, and schedules another attempt for exports that failed for a transient reason.
struct ExportCloser: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope
    let run: RunRecord

    private var now: UTCTime { services.clock.now() }

    /// Ends an export with an outcome and a message.
    func end(
        _ export: VersionedDocument<ExportRecord>,
        _ outcome: ExportOutcome,
        _ message: String? = nil
    ) async throws -> Bool {
        try await end(export, CompletedExport(outcome: outcome, message: message, endedAt: now))
    }

    /// Ends an export with a result. The watermark moves first, and the document is written after that. An export that
    /// is cut off in between is checked again and found published.
    ///
    /// - Returns: `true`: the export is over, ended by this invocation or another one.
    func end(_ export: VersionedDocument<ExportRecord>, _ result: CompletedExport) async throws -> Bool {
        try await WindowClaimer(services: services, scope: scope, run: run).release(export.document, result)
        // What is published deletes its own hidden folder.
        if result.outcome != .unloaded, result.outcome != .empty { try await clean(export.document) }
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

    /// Schedules another attempt of a failed export, or ends the export when no further attempt is allowed. An attempt
    /// is allowed if `mayPass` is set, the plan has a retry left, and nobody has cancelled the run.
    ///
    /// - Parameter mayPass: `true` when the failure may be transient.
    func fail(_ export: VersionedDocument<ExportRecord>, _ message: String, mayPass: Bool) async throws -> Bool {
        let retries = export.document.retries
        guard mayPass, !run.isCancelRequested, retries + 1 < run.retry.attempts else {
            let count = retries > 0 ? " (attempt \(retries + 1) of \(run.retry.attempts))" : ""
            return try await end(export, .failed, message + count)
        }
        try await clean(export.document)
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

    /// Writes the next state of an export.
    ///
    /// - Returns: `nil` when another invocation has changed the export's document meanwhile.
    func write(_ next: ExportRecord, over old: VersionedDocument<ExportRecord>) async throws -> VersionedDocument<
        ExportRecord
    >? {
        var entry = old
        let isWritten = try await scope.state.change(&entry) { export in
            guard export == old.document else { return false }
            export = next
            return true
        }
        return isWritten ? entry : nil
    }

    /// Deletes the files of the current attempt, except those that `_SUCCESS.json` or the catalog may name.
    private func clean(_ export: ExportRecord) async throws {
        guard export.attempt > 0, export.submittedAt != nil else { return }
        let publisher = DatasetPublisher(services: services, scope: scope, run: run)
        let attempt = AttemptPrefix(run: run.id, attempt: export.attempt)
        let place = export.place(in: run)
        let isNamed = await publisher.mayBeNamed(export)
        try await DatasetCleaner(services: services, scope: scope).remove(
            isNamed ? [attempt.staging(under: place)] : attempt.folders(under: place),
            of: export.name,
            in: run.id
        )
    }
}
