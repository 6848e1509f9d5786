import AWSRedshiftData
import LambdaRuntime
import Logging
import UTCTime

/// Takes a run as far as it goes now: reads its items, does what ``RunMachine`` says, and again, until there is nothing
/// left to do but wait.
struct RunDriver: Sendable {
    let services: UnloaderServices
    let invocation: Invocation

    /// Calls to AWS at a time; well under the Data API's rates.
    private static let concurrency = 8

    private var deadline: ContinuousClock.Instant { invocation.deadline }

    struct Snapshot: Sendable {
        let run: UnloadRun
        let exports: [ExportRun]
        let isStuck: Bool
    }

    /// - Parameter waits: look again until the run is closed or the time is up.
    /// - Returns: how it stands; `nil` when there is no such run.
    func drive(_ id: String, waits: Bool = false) async throws -> Snapshot? {
        var pace = WaitingPace(services: services, invocation: invocation)
        /// What this look at the run has tried without effect.
        var tried: Set<String> = []
        while true {
            guard let run = try await run(id) else { return nil }
            let exports = try await exports(of: id)
            let machine = RunMachine(run: run.document, exports: exports.map(\.document), now: services.clock.now())
            let snapshot = Snapshot(run: run.document, exports: exports.map(\.document), isStuck: machine.isStuck)
            switch machine.next {
            case nil: return snapshot
            case .take(let slots):
                var next = run.document
                next.active = slots
                _ = try await write(next, over: run)
            case .close(let status): try await close(run, exports.map(\.document), status)
            case .work(let tasks):
                guard invocation.hasTime else { return snapshot }
                let due = tasks.filter { !tried.contains($0.export) }
                let unmoved = try await carryOut(due, exports, run.document)
                tried.formUnion(unmoved)
                // A submission that was put off has left its trace in the item all the same.
                if unmoved.count < due.count || due.contains(where: \.isSubmission) { continue }
                guard waits, try await pace.wait(on: exports.map(\.document)) else { return snapshot }
                tried = []
            }
        }
    }

    /// - Returns: the exports whose tasks changed nothing.
    private func carryOut(
        _ tasks: [RunMachine.Task],
        _ exports: [Stored<ExportRun>],
        _ run: UnloadRun
    ) async throws -> Set<String> {
        let worker = ExportWorker(services: services, invocation: invocation, run: run)
        let byName = Dictionary(exports.map { ($0.document.name, $0) }) { first, _ in first }
        return try await withThrowingTaskGroup(of: String?.self) { group in
            var unmoved: Set<String> = []
            var running = 0
            for task in tasks {
                guard let export = byName[task.export] else { continue }
                if running >= Self.concurrency, let result = try await group.next() {
                    if let result { unmoved.insert(result) }
                    running -= 1
                }
                group.addTask { try await worker.carryOut(task, export) ? nil : task.export }
                running += 1
            }
            for try await result in group { if let result { unmoved.insert(result) } }
            return unmoved
        }
    }

    private func close(_ run: Stored<UnloadRun>, _ exports: [ExportRun], _ status: UnloadRun.Status) async throws {
        var next = run.document
        next.status = status
        next.active = []
        next.endedAt = services.clock.now()
        guard try await write(next, over: run) != nil else { return }
        RunReport(run: next, exports: exports).write(to: invocation.context)
        try await services.table.removeOpen(.run(next.id, round: next.round), deadline: deadline)
    }

    private func run(_ id: String) async throws -> Stored<UnloadRun>? {
        try await services.table.read(.run(id), deadline: deadline)
    }

    private func exports(of id: String) async throws -> [Stored<ExportRun>] {
        try await services.table.list(partition: "run#\(id)", sortPrefix: "export#", deadline: deadline).map(\.stored)
    }

    private func write(_ run: UnloadRun, over old: Stored<UnloadRun>) async throws -> Stored<UnloadRun>? {
        try await services.table.write(
            run,
            at: .run(run.id),
            over: old.version,
            status: run.status.rawValue,
            deadline: deadline
        )
    }
}

extension RunMachine.Task {
    var isSubmission: Bool { if case .submit = self { true } else { false } }

    var export: String {
        switch self {
        case .submit(let name), .check(let name), .stop(let name, _), .drop(let name): name
        }
    }
}
