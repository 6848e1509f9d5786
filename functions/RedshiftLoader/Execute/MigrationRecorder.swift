import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// Writes the progress of a plan's migrations. A write is refused when another invocation has changed the record
/// meanwhile.
struct MigrationRecorder: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// Schedules another attempt after a failure that may be temporary.
    ///
    /// - Returns: `nil` when the failure is permanent, or when no attempt is left.
    func again(_ entry: inout VersionedDocument<MigrationRecord>, _ reason: String) async throws -> Bool? {
        guard BatchFailure.mayPass(reason), entry.document.attempt < RetryPolicy.attempts else { return nil }
        let retryAt = services.clock.now().advanced(by: RetryPolicy.wait(after: entry.document.attempt))
        return try await write(&entry) { record in
            record.statementID = nil
            record.attempt += 1
            record.retryAt = retryAt
            record.due = retryAt
        }
    }

    /// Ends the request to migrate, and reports its outcome.
    func end(
        _ entry: inout VersionedDocument<MigrationRecord>,
        _ outcome: MigrationOutcome,
        _ message: String?,
        also change: (inout MigrationRecord) -> Void = { _ in }
    ) async throws -> Bool {
        let time = services.clock.now()
        let isMoved = try await write(&entry) { record in
            record.end(outcome, message, at: time)
            change(&record)
        }
        if isMoved { report(entry.document) }
        return isMoved
    }

    func report(_ record: MigrationRecord) {
        guard let outcome = record.outcome else { return }
        var report = OutcomeReport(outcome, subject: "migrations of \(record.plan)")
        report.add("plan", record.plan)
        report.add("scripts", record.scripts.joined(separator: ", "))
        report.add("drift", record.drift.isEmpty ? nil : record.drift.joined(separator: "; "))
        report.add("errorMessage", record.message)
        report.write(to: scope.context)
    }

    /// Changes the record of the migrations, unless another invocation has changed it since it was read.
    func write(
        _ entry: inout VersionedDocument<MigrationRecord>,
        _ change: (inout MigrationRecord) -> Void
    ) async throws -> Bool {
        try await scope.state.changeAsRead(&entry, change)
    }
}
