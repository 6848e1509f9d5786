import LambdaRuntime

/// Proves one end by its tables: counts, compares, and looks once more whether the end is still the one that was looked at.
struct CompletionProver: Sendable {
    let observer: MigrationObserver
    let reconciler: Reconciler

    /// - Parameter name: names this end to services that do a thing once per name.
    /// - Throws: ``CheckBlocked``, `AWSError`.
    func prove(
        _ migration: Migration,
        _ task: TaskState,
        _ name: String,
        _ draft: ManifestDraft,
        _ scope: InvocationScope
    ) async throws -> Proof {
        let statistics = try await observer.statistics(migration, scope)
        let result = try await reconciler.reconcile(migration, task, statistics, token: name, scope)
        scope.metrics.add("RowsCounted", Double(result.rowsCounted))
        scope.metrics.add("CountDuration", result.duration / .milliseconds(1), .milliseconds)
        let verdict: Manifest.Verdict
        let reason: String
        switch MigrationVerdict(result.findings, policy: migration.policy, progress: task.progress) {
        case .passed:
            let passed = result.findings.filter { $0.verdict == .passed }.count
            (verdict, reason) = (.passed, "\(passed) of \(passed) tables passed")
        case .partlyPassed(let words): (verdict, reason) = (.partlyPassed, words)
        case .quarantined(let words): (verdict, reason) = (.quarantined, words)
        case .recheck(let words), .undecided(let words): return .recheck(words)
        }
        let now = try await observer.task(migration, scope)
        guard let now, now.stopDate == task.stopDate, now.status == task.status else {
            return .stale("the task went on while it was checked: it is \(now?.status ?? "gone") now")
        }
        return .manifest(draft.manifest(verdict, reason, result))
    }
}
