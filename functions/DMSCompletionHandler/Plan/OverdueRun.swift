import AWSDataSync
import UTCTime

/// Finds tasks that must run but do not, and idle tasks whose last stop is too long ago. No I/O.
enum OverdueRun {
    /// Compares the task's state with `must_run` and `stops_within` of the migration.
    ///
    /// - Returns: the problem as text; `nil` when the task runs and stops as required.
    static func missing(_ migration: Migration, _ observation: Observation, now: UTCTime) -> String? {
        let isRunning: Bool
        let endedAt: UTCTime?
        let status: String
        switch observation {
        case .absent(_, let reason):
            return migration.mustRun || migration.stopsWithin != nil ? reason : nil
        case .task(let task):
            isRunning = StopVerdict(task, accepted: migration.acceptedStops) == .running
            endedAt = task.stopDate
            status = task.status
        case .transfer(let execution):
            isRunning = DataSyncVerdict(execution) == .running
            endedAt = execution.endTime ?? (isRunning ? nil : execution.startTime)
            status = execution.status ?? "without a status"
        }
        if migration.mustRun, !isRunning { return "the task must run, and is \(status)" }
        guard let limit = migration.stopsWithin, !isRunning else { return nil }
        let hours = Int(limit / .seconds(3600))
        guard let endedAt else { return "the task must stop every \(hours) hours, and never did" }
        guard now.duration(since: endedAt) > limit else { return nil }
        return "the task must stop every \(hours) hours, and last did at \(endedAt.rfc3339)"
    }
}
