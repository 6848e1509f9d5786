import AWSS3
import LambdaRuntime
import Logging
import PlanFile
import StateStore
import UTCTime

/// Continues every open run and backfill, and deletes folders that an export left behind. It handles statements whose
/// event never came, starts that were cut off, statements over their limit, and retries that are due. A schedule
/// invokes it.
///
/// Each item gets a share of the time, and goes to the end of the list before any work on it begins. An item that
/// hangs, even until the invocation dies, does not keep the next sweep from the other items.
struct Sweeper: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    /// The age at which a run that is still starting counts as cut off. It is longer than the 15 minutes that an
    /// invocation may last.
    static let startingTime = Duration.seconds(960)
    private static let share = 0.25
    private static let leastShare = Duration.seconds(20)

    /// Sweeps all open runs, then all open backfills, then all folders that exports left behind.
    ///
    /// - Throws: errors that concern all work: a state table that does not answer, and cancellation.
    func sweep() async throws -> SweepCounts {
        var counts = SweepCounts()
        try await sweep(RunRecord.workKind, &counts, { $0.sweptAt = $1 }, sweepRun)
        try await sweep(Backfill.workKind, &counts, { $0.sweptAt = $1 }, sweepBackfill)
        try await sweep(AbandonedFolders.workKind, &counts, { $0.sweptAt = $1 }, sweepLeftovers)
        scope.context.metrics.add("OpenRuns", Double(counts.open))
        scope.context.metrics.add("StuckRuns", Double(counts.stuck))
        return counts
    }

    /// Sweeps the open work of one kind. All items are listed first: an item that moves to the end of the list would
    /// otherwise come again.
    private func sweep<Document: StateDocument & Equatable>(
        _ kind: String,
        _ counts: inout SweepCounts,
        _ mark: (inout Document, UTCTime) -> Void,
        _ body: (Document, InvocationScope, inout SweepCounts) async throws -> Void
    ) async throws {
        var list = scope.state.openWork(kind, dueBy: nil, as: Document.self)
        var found: [Result<VersionedDocument<Document>, StateStoreError>] = []
        while let next = try await list.next() { found.append(next) }
        let now = services.clock.now()
        for item in found {
            guard scope.hasTime else {
                counts.left += 1
                continue
            }
            do {
                var entry = try item.get()
                try await scope.state.change(&entry) { document in
                    guard !document.isClosed else { return false }
                    mark(&document, now)
                    return true
                }
                try await body(entry.document, scope.share(Self.share, atLeast: Self.leastShare), &counts)
            } catch let error as StateStoreError where error.isOutage {
                throw error
            } catch let error where !(error is CancellationError) {
                counts.left += 1
                // A plan that is missing or broken stays so until a person changes it.
                if error is PlanError || error is PlanNotFound { counts.stuck += 1 }
                if let error = error as? StateStoreError, !error.isRetryable { counts.stuck += 1 }
                scope.context.logger.error("open work could not be continued", metadata: ["errorMessage": "\(error)"])
            }
        }
    }

    private func sweepRun(_ run: RunRecord, _ scope: InvocationScope, _ counts: inout SweepCounts) async throws {
        if run.state == .starting {
            guard services.clock.now().duration(since: run.startedAt) > Self.startingTime else {
                counts.open += 1
                return
            }
            try await RunStarter(services: services, scope: scope).complete(run)
            scope.context.logger.warning(
                "run \(run.id): its start was cut off and is completed now",
                metadata: ["runId": "\(run.id)"]
            )
            counts.restarted += 1
        }
        let driver = RunDriver(services: services, scope: scope)
        guard let snapshot = try await driver.drive(run.id) else { return }
        guard snapshot.run.isOpen else {
            counts.closed += 1
            return
        }
        counts.open += 1
        if snapshot.isStuck {
            counts.stuck += 1
            scope.context.logger.error("run \(run.id): stuck", metadata: ["runId": "\(run.id)", "outcome": "Stuck"])
        }
    }

    /// Deletes the folders that an export could not delete when it ended.
    private func sweepLeftovers(
        _ leftovers: AbandonedFolders,
        _ scope: InvocationScope,
        _ counts: inout SweepCounts
    ) async throws {
        let cleaner = DatasetCleaner(services: services, scope: scope)
        var gone: [String] = []
        for text in leftovers.folders {
            guard let folder = S3Location(text) else {
                gone.append(text)
                continue
            }
            if await cleaner.remove(folder) { gone.append(text) }
        }
        let deleted = gone
        let key = StateKey.leftovers(of: leftovers.export, of: leftovers.run)
        guard var entry = try await scope.state.load(key, as: AbandonedFolders.self) else { return }
        try await scope.state.change(&entry) { leftovers in
            let before = leftovers.folders.count
            leftovers.folders.removeAll { deleted.contains($0) }
            return leftovers.folders.count != before
        }
        guard !entry.document.isClosed, services.clock.now().duration(since: leftovers.since) > AbandonedFolders.longest
        else {
            return
        }
        counts.stuck += 1
        scope.context.logger.error(
            "run \(leftovers.run): files of export \(leftovers.export) cannot be deleted",
            metadata: [
                "runId": "\(leftovers.run)", "export": "\(leftovers.export)", "outcome": "Stuck",
                "folders": "\(entry.document.folders.joined(separator: ", "))",
            ]
        )
    }

    private func sweepBackfill(
        _ backfill: Backfill,
        _ scope: InvocationScope,
        _ counts: inout SweepCounts
    ) async throws {
        let advanced = try await BackfillRunner(services: services, scope: scope).advance(backfill.id)
        if let problem = advanced?.problem {
            counts.stuck += 1
            scope.context.logger.error(
                "backfill \(backfill.id): held",
                metadata: ["backfillId": "\(backfill.id)", "outcome": "Stuck", "errorMessage": "\(problem)"]
            )
        }
    }
}

extension StateStoreError {
    /// `true` when the state table does not answer. The sweep then stops, because every item needs the table.
    fileprivate var isOutage: Bool { if case .unavailable = reason { true } else { false } }
}
