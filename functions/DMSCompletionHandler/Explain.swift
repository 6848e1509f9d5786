import UTCTime

extension CompletionCheck {
    /// What a check would find and do. Asks and counts as a check does, and writes nothing anywhere.
    ///
    /// - Throws: ``CheckBlocked`` and others, as a check would be blocked.
    func explain(_ request: CheckRequest, _ call: InvocationScope) async throws -> String {
        guard let migration = try await migration(request.subject, call) else {
            return "\(Self.name(request.subject)): it is in no migration; nothing would be done"
        }
        guard migration.kind != .dataSync else {
            return "\(migration.name): DataSync's result of the latest execution would be taken as it is"
        }
        guard let task = try await observe(migration, call) else {
            return "\(migration.name): the task \(migration.taskARN) does not exist"
        }
        var lines = [
            "\(migration.name): \(task.identifier) is \(task.status), stop reason \(task.stopReason?.name ?? "none")"
        ]
        if let run = task.run, let record = try await recorded(migration, run, call) {
            lines.append(
                "stopped at \(run); the state table has it as \(record.status.rawValue) \(record.outcome ?? "")"
            )
        }
        guard StopVerdict(task, accepted: migration.acceptedStops) == .candidate else {
            lines.append(
                "verdict: \(StopVerdict(task, accepted: migration.acceptedStops)); no table would be looked at"
            )
            return lines.joined(separator: "\n")
        }
        let result = try await services.reconciler.reconcile(
            migration,
            task,
            try await statistics(migration, call),
            token: "explain \(UTCTime.now().rfc3339)",
            deadline: call.deadline
        )
        for finding in result.findings {
            let counts = Manifest.Table(finding)
            let rows = [("source", counts.rows.source), ("DMS", counts.rows.dms), ("target", counts.rows.target)]
            let known = rows.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
            let reason = counts.reason.isEmpty ? "" : ": \(counts.reason)"
            lines.append("\(counts.table): \(counts.verdict) (\(known) rows)\(reason)")
        }
        let verdict = MigrationVerdict(result.findings, gate: migration.gate, tablesErrored: task.tablesErrored)
        lines.append("verdict: \(verdict)")
        let steps = StepPlan(migration.next, verdict: Self.verdict(verdict), known: [:]).open.map(\.rawValue)
        lines.append(steps.isEmpty ? "nothing would be started" : "would be started: \(steps.joined(separator: ", "))")
        return lines.joined(separator: "\n")
    }

    private func recorded(_ migration: Migration, _ run: String, _ call: InvocationScope) async throws -> ClaimRecord? {
        try await services.claims.record(migration.taskARN, run: run, deadline: call.deadline)
    }

    private static func verdict(_ verdict: MigrationVerdict) -> Manifest.Verdict {
        switch verdict {
        case .passed: .passed
        case .partlyPassed: .partlyPassed
        case .held, .failed, .recheck, .undecided: .held
        }
    }
}
