import LambdaRuntime
import StateStore
import UTCTime

/// Carries out the steps that ``RunMachine`` decides. It reads the run's documents, does the next step, and repeats
/// this until it can only wait.
struct RunDriver: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    /// The maximum number of exports on which the driver works at the same time. It is well under the Data API's rate
    /// limits.
    private static let concurrency = 8

    struct Snapshot: Sendable {
        let run: RunRecord
        let exports: [ExportRecord]
        let isStuck: Bool
    }

    /// Carries out the next steps of a run.
    ///
    /// - Parameter waits: `true` to poll the statements until the run is closed or the time is up.
    /// - Returns: the run after these steps; `nil` when there is no such run.
    func drive(_ id: String, waits: Bool = false) async throws -> Snapshot? {
        var backoff = PollBackoff(services: services, scope: scope)
        /// The names of exports whose last step changed nothing. A wait clears them.
        var tried: Set<String> = []
        var budget: ConflictRetryLimit?
        while true {
            guard var run = try await scope.state.load(.run(id), as: RunRecord.self) else { return nil }
            let exports: [VersionedDocument<ExportRecord>] = try await scope.state.list("run#\(id)", prefix: "export#")
            let documents = exports.map(\.document)
            let machine = RunMachine(run: run.document, exports: documents, now: services.clock.now())
            let snapshot = Snapshot(run: run.document, exports: documents, isStuck: machine.isStuck)
            let step = machine.next
            if budget == nil {
                budget = ConflictRetryLimit(rounds: Self.rounds(documents.count), clock: services.clock)
            }
            guard step != nil, budget?.spend() ?? false else { return snapshot }
            switch step {
            case nil: return snapshot
            case .take(let slots):
                let isTaken = try await scope.state.changeAsRead(&run) { $0.active = slots }
                if !isTaken { try await budget?.yield() }
            case .close(let status):
                if try await !close(&run, documents, status) { try await budget?.yield() }
            case .work(let tasks):
                guard scope.hasTime else { return snapshot }
                let due = tasks.filter { !tried.contains($0.export) }
                let unmoved = try await carryOut(due, exports, run.document)
                tried.formUnion(unmoved)
                // A submission that was deferred has changed its document all the same.
                if unmoved.count < due.count || due.contains(where: \.isSubmission) { continue }
                guard waits, try await backoff.wait(on: documents) else { return snapshot }
                // The deadline bounds the waits.
                budget = nil
                tried = []
            }
        }
    }

    /// The maximum number of rounds of the loop in ``drive(_:waits:)``, counted anew after each wait. Each export needs
    /// at most five rounds, and one more when the run has one slot.
    private static func rounds(_ exports: Int) -> Int { 50 + 6 * exports }

    /// Carries out tasks of a run, several at the same time.
    ///
    /// - Returns: the names of the exports whose tasks changed nothing.
    private func carryOut(
        _ tasks: [RunMachine.Task],
        _ exports: [VersionedDocument<ExportRecord>],
        _ run: RunRecord
    ) async throws -> Set<String> {
        let worker = ExportStepRunner(services: services, scope: scope, run: run)
        let byName = Dictionary(exports.map { ($0.document.name, $0) }) { first, _ in first }
        let unmoved = try await concurrentMap(tasks, limit: Self.concurrency) { task -> String? in
            guard let export = byName[task.export] else { return nil }
            return try await worker.carryOut(task, export) ? nil : task.export
        }
        return Set(unmoved.compactMap { $0 })
    }

    /// Closes a run and reports its end.
    ///
    /// - Returns: `false` when another invocation has changed the run.
    private func close(
        _ run: inout VersionedDocument<RunRecord>,
        _ exports: [ExportRecord],
        _ status: RunRecord.Status
    ) async throws -> Bool {
        let endedAt = services.clock.now()
        let isClosed = try await scope.state.changeAsRead(&run) { run in
            run.state = status
            run.active = []
            run.endedAt = endedAt
        }
        if isClosed { RunReport(run: run.document, exports: exports).write(to: scope.context) }
        return isClosed
    }
}
