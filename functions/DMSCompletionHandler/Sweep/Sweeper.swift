import LambdaRuntime
import StateStore
import UTCTime

/// Checks every migration of the plan. It finds ended runs without an event, tasks that should run but do not, and
/// steps that no message continued.
struct Sweeper: Sendable {
    let completion: CompletionCheck
    let clock: TimeSource

    /// Checks the migrations one after the other, then runs the overdue steps.
    ///
    /// - Parameter offset: the position of the migration to begin with. It differs between sweeps, so that a lack of
    ///   time does not always affect the same migrations.
    /// - Returns: reports in the order of the plan.
    func sweep(_ scope: InvocationScope, offset: Int) async -> [CheckReport] {
        var reports: [Int: CheckReport] = [:]
        let places = SweepSchedule.rotated(Array(completion.migrations.indices), by: offset)
        for (count, place) in places.enumerated() {
            // The next sweep checks the rest.
            guard scope.deadline.allows() else { break }
            let share = SweepSchedule.share(of: scope.deadline.remaining, left: places.count - count)
            reports[place] = await sweep(completion.migrations[place], scope.limited(to: share))
        }
        let ordered = reports.sorted { $0.key < $1.key }.map(\.value)
        return await ordered + followUps(scope)
    }

    private func sweep(_ migration: Migration, _ scope: InvocationScope) async -> CheckReport {
        var request = CheckRequest(subject: .migration(migration.name))
        request.isSweep = true
        let report = await completion.check(migration, request, scope)
        guard migration.mustRun || migration.stopsWithin != nil else { return quiet(report) }
        do {
            let observation = try await completion.services.observer.observe(migration, request.subject, scope)
            guard let missing = OverdueRun.missing(migration, observation, now: clock.now()) else {
                return quiet(report)
            }
            return try await notify(missing, report, migration, scope)
        } catch {
            return report
        }
    }

    /// Runs the overdue steps of all runs, also of earlier runs. No delayed message has continued these steps in time.
    private func followUps(_ scope: InvocationScope) async -> [CheckReport] {
        var reports: [CheckReport] = []
        do {
            var overdue = completion.services.recorder.overdue(scope)
            while scope.deadline.allows(), let found = try await overdue.next() {
                guard case .success(let entry) = found else { continue }
                let arn = entry.key.partition.split(separator: "/", maxSplits: 1).last.map(String.init) ?? ""
                guard let migration = completion.migrations.first(where: { $0.taskARN == arn }) else { continue }
                var request = CheckRequest(subject: .migration(migration.name), run: entry.key.sort)
                request.isSweep = true
                reports.append(await completion.check(migration, request, scope))
            }
        } catch {
            reports.append(CheckReport("follow-ups", .blocked, "\(CheckBlocked("listing steps to follow up", error))"))
        }
        return reports
    }

    /// Sets the outcome to ``CheckOutcome/fine`` when the report contains nothing new. Such a report is about a
    /// completed end, a running task, or a planned stop.
    private func quiet(_ report: CheckReport) -> CheckReport {
        guard [.duplicate, .stale, .plannedStop].contains(report.outcome) else { return report }
        var report = report
        report.reason = "\(report.outcome.rawValue): \(report.reason)"
        report.outcome = .fine
        return report
    }

    /// Notifies once a day about a task that does not run or stop as required. The alarm stays on meanwhile, and nobody
    /// reads a mail every quarter of an hour.
    private func notify(
        _ missing: String,
        _ report: CheckReport,
        _ migration: Migration,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        let day = CompletionEvent(migration, run: "not running, \(clock.now().basicDate)")
        let found = day.report(.notRunning, missing)
        try await completion.notifyOnce(day, found, scope)
        // A report with news keeps its own outcome.
        return quiet(report).outcome == .fine ? found : report
    }
}
