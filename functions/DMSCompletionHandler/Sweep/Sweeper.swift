import StateStore
import LambdaRuntime
import UTCTime

/// Looks at every migration of the plan: for ends whose event never came, for tasks that should be running and are not, and
/// for steps that nobody followed up.
struct Sweeper: Sendable {
    let check: CompletionCheck
    let clock: TimeSource

    /// The least time that one migration gets, so that the others are not starved by one that hangs.
    private static let leastShare = Duration.seconds(10)

    /// - Parameter offset: where to begin; another one at each sweep, so that what time does not suffice for is not always
    ///   the same.
    /// - Returns: reports in the order of the plan.
    func sweep(_ scope: InvocationScope, offset: Int) async -> [CheckReport] {
        var reports: [Int: CheckReport] = [:]
        let places = Self.rotated(Array(check.migrations.indices), by: offset)
        for (count, place) in places.enumerated() {
            // What is left is looked at by the next sweep.
            guard scope.deadline.allows() else { break }
            let share = max(Self.leastShare, scope.deadline.remaining / (places.count - count))
            reports[place] = await look(check.migrations[place], scope.limited(to: share))
        }
        let ordered = reports.sorted { $0.key < $1.key }.map(\.value)
        return await ordered + followUps(scope)
    }

    static func rotated<Element>(_ elements: [Element], by offset: Int) -> [Element] {
        guard !elements.isEmpty else { return [] }
        let start = Int(offset.magnitude % UInt(elements.count))
        return Array(elements[start...] + elements[..<start])
    }

    private func look(_ migration: Migration, _ scope: InvocationScope) async -> CheckReport {
        var request = CheckRequest(subject: .migration(migration.name))
        request.isSweep = true
        let report = await check.check(migration, request, scope)
        guard migration.mustRun || migration.stopsWithin != nil else { return quiet(report) }
        do {
            let observation = try await check.services.observer.observe(migration, request.subject, scope)
            guard let missing = OverdueRun.missing(migration, observation, now: clock.now()) else {
                return quiet(report)
            }
            return try await notify(missing, report, migration, scope)
        } catch {
            return report
        }
    }

    /// Steps whose delayed message got lost, of whatever run.
    private func followUps(_ scope: InvocationScope) async -> [CheckReport] {
        var reports: [CheckReport] = []
        do {
            var overdue = check.services.recorder.overdue(scope)
            while scope.deadline.allows(), let found = try await overdue.next() {
                guard case .success(let entry) = found else { continue }
                let arn = entry.key.partition.split(separator: "/", maxSplits: 1).last.map(String.init) ?? ""
                guard let migration = check.migrations.first(where: { $0.taskARN == arn }) else { continue }
                var request = CheckRequest(subject: .migration(migration.name), run: entry.key.sort)
                request.isSweep = true
                reports.append(await check.check(migration, request, scope))
            }
        } catch {
            reports.append(CheckReport("follow-ups", .blocked, "\(CheckBlocked("listing steps to follow up", error))"))
        }
        return reports
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
    private func notify(
        _ missing: String,
        _ report: CheckReport,
        _ migration: Migration,
        _ scope: InvocationScope
    ) async throws -> CheckReport {
        let day = CompletionEvent(migration, run: "not running, \(clock.now().basicDate)")
        let found = day.report(.notRunning, missing)
        try await check.notifyOnce(day, found, scope)
        // An end that is news in itself keeps its own outcome; that it should be running was notified.
        return quiet(report).outcome == .fine ? found : report
    }
}
