import AWSDataSync
import UTCTime

extension CompletionCheck {
    /// Describes the result that a check would have. It reads and counts as a check does, and writes nothing anywhere.
    ///
    /// - Throws: ``CheckBlocked`` and other errors that would block a check.
    func explain(_ request: CheckRequest, _ scope: InvocationScope) async throws -> String {
        guard let migration = try await services.observer.migration(of: request.subject, among: migrations, scope)
        else {
            return "\(request.subject.name): it is in no migration; nothing would be done"
        }
        let observation = try await services.observer.observe(migration, request.subject, scope)
        let event = CompletionEvent(migration, observation, endedAt: request.endedAt)
        var lines = ["\(migration.name): \(Self.words(observation))"]
        if let record = try await services.recorder.record(event, scope) {
            let outcome = record.outcome.map { ", \($0.rawValue)" } ?? ""
            lines.append("ended at \(event.run); the state table has it as \(record.status)\(outcome)")
        }
        switch CompletionJudgement(observation, migration, request, now: clock.now()) {
        case .answer(let outcome, let reason): lines.append("verdict: \(outcome.rawValue): \(reason)")
        case .recheck(let reason, _): lines.append("verdict: Rechecking: \(reason); no table would be counted")
        case .conclude(let verdict, let reason): lines += Self.conclusion(verdict, reason, migration)
        case .examineTables(let task):
            let result = try await services.prover.reconciler.reconcile(
                migration,
                task,
                try await services.observer.statistics(migration, scope),
                token: "explain \(clock.now().rfc3339)",
                scope
            )
            lines += result.findings.map(Self.line)
            lines += result.warnings.map { "to correct: \($0)" }
            switch MigrationVerdict(result.findings, policy: migration.policy, progress: task.progress) {
            case .passed: lines += Self.conclusion(.passed, "every table passed", migration)
            case .partlyPassed(let reason): lines += Self.conclusion(.partlyPassed, reason, migration)
            case .quarantined(let reason): lines += Self.conclusion(.quarantined, reason, migration)
            case .recheck(let reason), .undecided(let reason): lines.append("verdict: Rechecking: \(reason)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ observation: Observation) -> String {
        switch observation {
        case .absent(_, let reason): reason
        case .task(let task): "\(task.identifier) is \(task.status), stop reason \(task.stopReason?.name ?? "none")"
        case .transfer(let execution): "\(execution.arn) is \(execution.status ?? "without a status")"
        }
    }

    private static func line(_ finding: TableJudgement) -> String {
        let table = Manifest.Table(finding)
        let rows = [
            ("source", table.rows.source), ("DMS", table.rows.dms), ("target", table.rows.target),
            ("files", table.rows.files),
        ]
        let known = rows.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
        let reason = table.reason.isEmpty ? "" : ": \(table.reason)"
        let counts = known.isEmpty ? "" : " (\(known) rows)"
        return "\(table.table): \(table.verdict)\(counts)\(reason)"
    }

    private static func conclusion(_ verdict: Manifest.Verdict, _ reason: String, _ migration: Migration) -> [String] {
        let isReleased = verdict == .passed || verdict == .partlyPassed
        let steps = isReleased ? migration.next.map(\.name) : []
        return [
            "verdict: \(verdict.rawValue): \(reason)",
            steps.isEmpty
                ? "nothing would be started" : "would be started, in this order: \(steps.joined(separator: ", "))",
        ]
    }
}
