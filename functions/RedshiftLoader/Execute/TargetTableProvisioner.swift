import AWSClient
import AWSRedshiftData
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Creates the tables of a lane before its first load, and changes them when the plan or the files' columns change.
///
/// The order is: definitions, then changes until the catalog matches the plan, then rows. Every part is a separate
/// batch. Changes of tables commit one by one, because Redshift cannot change a type in a transaction. The rows come
/// last: their batch begins with a lock on the loader's own table, and its snapshot is taken then.
struct TargetTableProvisioner: Sendable {
    enum Progress: Sendable, Equatable {
        /// The lane's record has changed.
        case moved
        case waits
        /// A table cannot be changed to match the plan; the value is the reason.
        case held(String)
    }

    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan
    let preparation: TargetTableDDL

    /// The maximum number of batches of changes in one preparation. After so many, the changes evidently have no
    /// effect, and the load is held.
    private static let mostRounds = 20

    func advance(_ lane: inout VersionedDocument<LaneRecord>, _ hash: String) async throws -> Progress {
        let now = services.clock.now()
        guard let preparing = lane.document.preparing, preparing.hash == hash else {
            let first = LaneRecord.Preparing(part: .definitions, since: now, hash: hash, attempt: 1)
            return try await set(&lane, first)
        }
        guard let id = preparing.statementID else { return try await submit(&lane, preparing) }
        let statement = try await services.redshift.describeStatement(id, deadline: scope.deadline)
        switch statement.status {
        case .running: return .waits
        case .finished: return try await finish(&lane, preparing, statement)
        case .failed, .aborted: return try await fail(&lane, preparing, statement)
        }
    }

    private func finish(
        _ lane: inout VersionedDocument<LaneRecord>,
        _ preparing: LaneRecord.Preparing,
        _ statement: RedshiftDataStatement
    ) async throws -> Progress {
        var next = preparing
        next.statementID = nil
        switch preparing.part {
        case .definitions:
            next.step = Self.step(after: preparing.step, of: preparation.definitionBatches)
            if next.step == 0 { next.part = .inspecting }
        case .altering: next.part = .inspecting
        case .inspecting:
            let found = try await columns(of: statement)
            let difference = SchemaDifference(
                preparation,
                found: found,
                widensText: plan.schema.widerText == .widen
            )
            if let conflict = difference.conflicts.first { return try await hold(&lane, conflict.description) }
            next.changes = difference.changes.isEmpty ? nil : preparation.altering(difference.changes)
            next.part = difference.changes.isEmpty ? .rows : .altering
            next.rounds += 1
            if next.rounds > Self.mostRounds, let change = difference.changes.first {
                return try await hold(&lane, "\(change.statement) has no effect after \(next.rounds) batches")
            }
        case .rows:
            next.step = Self.step(after: preparing.step, of: preparation.rowBatches)
            if next.step > 0 { break }
            let isMoved = try await scope.state.change(&lane) { lane in
                guard lane.preparing == preparing else { return false }
                lane.preparing = nil
                lane.prepared = preparing.hash
                return true
            }
            return isMoved ? .moved : .waits
        }
        return try await set(&lane, next)
    }

    /// Returns the index of the batch that follows `step`; 0 when `step` is the last batch.
    private static func step(after step: Int, of batches: [[String]]) -> Int {
        batches.dropLast().indices.contains(step) ? step + 1 : 0
    }

    private static func batch(_ step: Int, of batches: [[String]]) -> [String] {
        batches.indices.contains(step) ? batches[step] : batches.last ?? []
    }

    private func fail(
        _ lane: inout VersionedDocument<LaneRecord>,
        _ preparing: LaneRecord.Preparing,
        _ statement: RedshiftDataStatement
    ) async throws -> Progress {
        // Redshift would refuse the same change again. The owner of the table can make it.
        if preparing.part == .altering, statement.status == .failed, !BatchFailure.mayPass(statement.reason) {
            let text = (preparing.changes ?? []).filter { $0.hasPrefix("ALTER") }.joined(separator: "; ")
            return try await hold(&lane, "Redshift refuses to change a table: \(statement.reason) (\(text))")
        }
        var next = preparing
        next.statementID = nil
        next.attempt += 1
        next.retryAt = services.clock.now().advanced(by: RetryPolicy.wait(after: preparing.attempt))
        // Some of the changes may have been made: the catalog shows which.
        if preparing.part == .altering { next.part = .inspecting }
        // The preparation is retried without a limit, because the lane can load nothing without it. The alarm on stuck
        // lanes reports it.
        scope.context.logger.error(
            "lane \(preparation.lane): its tables could not be prepared",
            metadata: ["plan": "\(plan.name)", "outcome": "Stuck", "errorMessage": "\(statement.reason)"]
        )
        return try await set(&lane, next)
    }

    private func columns(of statement: RedshiftDataStatement) async throws -> [WarehouseColumn] {
        let id = statement.parts.first?.id ?? statement.id
        return try await services.redshift.allRecords(of: id, deadline: scope.deadline)
            .compactMap { WarehouseColumn($0) }
    }

    private func submit(_ lane: inout VersionedDocument<LaneRecord>, _ preparing: LaneRecord.Preparing) async throws
        -> Progress
    {
        let texts: [String] =
            switch preparing.part {
            case .definitions: Self.batch(preparing.step, of: preparation.definitionBatches)
            case .inspecting: [WarehouseColumn.query(preparation.tables.map(\.table))]
            case .altering: preparing.changes ?? []
            case .rows: Self.batch(preparing.step, of: preparation.rowBatches)
            }
        let name = BatchName(
            prefix: services.settings.statementPrefix,
            plan: plan.name,
            lane: preparation.lane,
            kind: .prepare,
            id: String(preparing.hash.prefix(16)),
            attempt: preparing.attempt
        )
        var next = preparing
        next.retryAt = nil
        do {
            let identity = RedshiftBatch.identity(
                "\(name)",
                salt: "\(preparing.part.rawValue) \(preparing.rounds) \(preparing.since.rfc3339)",
                texts
            )
            next.statementID = try await services.batches.submit(
                try RedshiftBatch(
                    name: "\(name)",
                    statements: texts,
                    identity: identity,
                    isTransaction: preparing.part != .altering
                ),
                to: plan.warehouse,
                withEvent: true,
                deadline: scope.deadline
            )
        } catch let error as AWSError where SubmissionFailure(error) == .later {
            next.retryAt = services.clock.now().advanced(by: LaneMachine.patience)
        }
        return try await set(&lane, next, over: preparing)
    }

    /// Ends the preparation, because a table cannot be changed to match the plan. The next load begins a new
    /// preparation.
    private func hold(_ lane: inout VersionedDocument<LaneRecord>, _ reason: String) async throws -> Progress {
        let known = lane.document.preparing
        let isMoved = try await scope.state.change(&lane) { lane in
            guard lane.preparing == known else { return false }
            lane.preparing = nil
            return true
        }
        return isMoved ? .held(reason) : .waits
    }

    private func set(
        _ lane: inout VersionedDocument<LaneRecord>,
        _ next: LaneRecord.Preparing,
        over known: LaneRecord.Preparing? = nil
    ) async throws -> Progress {
        let known = known ?? lane.document.preparing
        let isMoved = try await scope.state.change(&lane) { lane in
            guard lane.preparing == known else { return false }
            lane.preparing = next
            return true
        }
        return isMoved ? .moved : .waits
    }
}
