import AWSS3
import LambdaRuntime
import UTCTime

/// Reads or makes the manifest for the end of one run. If there is no manifest yet, it proves the end and writes one.
struct CompletionProver: Sendable {
    let observer: MigrationObserver
    let reconciler: Reconciler
    let manifests: ManifestStore
    let clock: TimeSource

    /// Returns the existing manifest without counting anything. When there is none, proves the run's end and writes the
    /// manifest.
    ///
    /// - Throws: ``CheckBlocked``, ``UnreadableManifest``, `AWSError`.
    func proof(
        of event: CompletionEvent,
        _ basis: VerdictBasis,
        _ record: CompletionRecord,
        _ scope: InvocationScope
    ) async throws -> CompletionProofResult {
        let location = manifests.location(event.migration.name, run: event.run, record.revision)
        if let manifest = try await manifests.read(location, deadline: scope.deadline.work) {
            return .manifest(manifest, location)
        }
        if record.manifest != nil { throw CheckBlocked("the manifest \(location) is gone", isTransient: false) }
        let manifest: Manifest
        switch basis {
        case .word(let observation, let verdict, let reason):
            let draft = UnjudgedManifest(event.migration, record.revision, observation, clock.now(), scope.requestID)
            manifest = draft.manifest(verdict, reason)
        case .tables(let task):
            let draft = UnjudgedManifest(event.migration, record.revision, .task(task), clock.now(), scope.requestID)
            switch try await examine(event, task, draft, scope) {
            case .proved(let proved): manifest = proved
            case .recheck(let reason): return .recheck(reason)
            case .stale(let reason): return .stale(reason)
            }
        case .none:
            throw CheckBlocked(
                "\(event.migration.name) has no manifest of \(event.run) to continue from",
                isTransient: false
            )
        }
        let written = try await manifests.write(manifest, to: location, deadline: scope.deadline.work)
        return .manifest(written, location)
    }

    private enum Examination {
        case proved(Manifest)
        case recheck(String)
        case stale(String)
    }

    /// Counts and compares the tables, then checks that the task has not changed since it was observed.
    private func examine(
        _ event: CompletionEvent,
        _ task: TaskState,
        _ draft: UnjudgedManifest,
        _ scope: InvocationScope
    ) async throws -> Examination {
        let migration = event.migration
        let name = ExecutionName.of(migration.name, run: event.run, revision: draft.revision)
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
            return .stale("the task changed while it was checked: it is \(now?.status ?? "gone") now")
        }
        return .proved(draft.manifest(verdict, reason, result))
    }
}
