import UTCTime

/// Looks at every configured migration: for stops whose event never came, and for tasks that should be running and are not.
struct Sweeper: Sendable {
    let checker: CompletionCheck

    func sweep(_ call: InvocationScope) async -> [CheckReport] {
        var reports: [CheckReport] = []
        for migration in checker.migrations {
            // What is left is looked at by the next sweep.
            guard ContinuousClock.now < call.deadline, !Task.isCancelled else { break }
            reports.append(await look(migration, call))
        }
        return reports
    }

    private func look(_ migration: Migration, _ call: InvocationScope) async -> CheckReport {
        var request = CheckRequest(subject: .migration(migration.name))
        request.isSweep = true
        let report = await checker.check(migration, request, call)
        guard migration.kind != .dataSync else { return quiet(report) }
        do {
            guard let task = try await checker.observe(migration, call) else { return report }
            guard let missing = Self.missing(migration, task, now: .now()) else { return quiet(report) }
            return try await tell(missing, report, migration, call)
        } catch {
            return report
        }
    }

    /// What should be and is not. No I/O.
    static func missing(_ migration: Migration, _ task: TaskState, now: UTCTime) -> String? {
        let isRunning = StopVerdict(task, accepted: migration.acceptedStops) == .running
        if migration.mustRun, !isRunning { return "the task must run, and is \(task.status)" }
        guard let hours = migration.stopsWithinHours, !isRunning else { return nil }
        guard let stopDate = task.stopDate else { return "the task must stop every \(hours) hours, and never did" }
        guard now.duration(since: stopDate) > .seconds(3600 * hours) else { return nil }
        return "the task must stop every \(hours) hours, and last did at \(stopDate.rfc3339)"
    }

    /// Nothing new: what was settled before, what runs, what somebody planned.
    private func quiet(_ report: CheckReport) -> CheckReport {
        guard [.duplicate, .stale, .plannedStop].contains(report.outcome) else { return report }
        var report = report
        report.reason = "\(report.outcome.rawValue): \(report.reason)"
        report.outcome = .fine
        return report
    }

    /// Once a day: the alarm stays, and a mail every quarter of an hour is read by nobody.
    private func tell(
        _ missing: String,
        _ report: CheckReport,
        _ migration: Migration,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        let day = CompletionEvent(migration: migration, run: "not running, \(UTCTime.now().basicDate)", stoppedAt: nil)
        let found = day.report(.notRunning, missing)
        try await checker.settler.tellOnce(day, found, call)
        // A stop that is news in itself keeps its own outcome; that it should be running was told.
        return quiet(report).outcome == .fine ? found : report
    }
}
