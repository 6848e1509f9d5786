import AWSClient
import LambdaRuntime
import TextSearch
import AWSDataSync
import AWSDMS

/// Asks DMS and DataSync for the current state of a migration.
struct MigrationObserver: Sendable {
    let dms: DMS
    let dataSync: DataSync
    /// The AWS region in which this function calls DMS and DataSync.
    let region: String

    /// Finds the migration that a request is about.
    ///
    /// - Returns: `nil` when no migration has the request's task.
    /// - Throws: `AWSError`, because DMS is asked for the task of an identifier.
    func migration(
        of subject: CheckRequest.Subject,
        among migrations: [Migration],
        _ scope: InvocationScope
    ) async throws -> Migration? {
        switch subject {
        case .migration(let name): return migrations.first { $0.name == name }
        case .resource(let arn): return migrations.first { $0.isAbout(arn) }
        case .identifier(let identifier):
            guard migrations.contains(where: { $0.kind == .task }) else { return nil }
            let task = try await dms.replicationTask(identifier: identifier, deadline: scope.deadline.work)
            return task.flatMap { task in migrations.first { $0.isAbout(task.arn) } }
        }
    }

    /// - Throws: `AWSError`.
    func observe(
        _ migration: Migration,
        _ subject: CheckRequest.Subject,
        _ scope: InvocationScope
    ) async throws -> Observation {
        guard migration.kind != .dataSync else { return try await execution(migration, subject, scope) }
        guard let task = try await task(migration, scope) else {
            return .absent(.notRunning, "the task \(migration.taskARN) does not exist\(elsewhere(migration))")
        }
        return .task(task)
    }

    /// Returns advice for a task that was not found, if its ARN names another region; otherwise an empty text.
    private func elsewhere(_ migration: Migration) -> String {
        guard let own = RegionalARN(migration.taskARN)?.region, own != region else { return "" }
        return " in \(region), where this function asks: deploy the function in \(own)"
    }

    /// Returns the DMS task or the serverless replication of a migration; `nil` when there is none.
    ///
    /// - Throws: `AWSError`.
    func task(_ migration: Migration, _ scope: InvocationScope) async throws -> TaskState? {
        let (arn, deadline) = (migration.taskARN, scope.deadline.work)
        guard migration.kind == .serverless else {
            return try await dms.replicationTask(arn: arn, deadline: deadline).map { TaskState($0) }
        }
        async let config = dms.replicationConfig(arn: arn, deadline: deadline)
        guard let replication = try await dms.replication(configARN: arn, deadline: deadline) else { return nil }
        return TaskState(replication, try await config)
    }

    /// - Throws: `AWSError`.
    func statistics(_ migration: Migration, _ scope: InvocationScope) async throws -> [TableStatistics] {
        migration.kind == .serverless
            ? try await dms.tableStatistics(configARN: migration.taskARN, deadline: scope.deadline.work)
            : try await dms.tableStatistics(taskARN: migration.taskARN, deadline: scope.deadline.work)
    }

    /// Reads the execution that the request names, or else the task's latest execution.
    private func execution(
        _ migration: Migration,
        _ subject: CheckRequest.Subject,
        _ scope: InvocationScope
    ) async throws -> Observation {
        let deadline = scope.deadline.work
        var named: String?
        if case .resource(let arn) = subject, arn.contains(text: "/execution/") { named = arn }
        let latest =
            named == nil ? try await dataSync.latestExecution(taskARN: migration.taskARN, deadline: deadline) : nil
        guard let arn = named ?? latest else { return .absent(.stale, "the task has not run\(elsewhere(migration))") }
        guard let execution = try await dataSync.taskExecution(arn: arn, deadline: deadline) else {
            return .absent(.stale, "the execution \(arn) does not exist")
        }
        return .transfer(execution)
    }
}
