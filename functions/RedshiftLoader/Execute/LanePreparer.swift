import AWSClient
import AWSRedshiftData
import LambdaRuntime
import Logging
import RedshiftSQL
import StateStore
import UTCTime

/// Brings the tables of a lane into being before its first load, and again after the plan has changed: two transactions, of
/// which the second locks the loader's own table and must therefore take its snapshot later.
struct LanePreparer: Sendable {
    let services: LoaderServices
    let scope: InvocationScope
    let plan: LoadPlan
    let preparation: Preparation

    /// - Returns: whether the lane is another than before.
    func advance(_ lane: inout StateEntry<LaneRecord>, _ hash: String) async throws -> Bool {
        let now = services.clock.now()
        guard let preparing = lane.document.preparing, preparing.hash == hash else {
            let first = LaneRecord.Preparing(part: .definitions, since: now, hash: hash, attempt: 1)
            return try await set(&lane, first)
        }
        guard let id = preparing.statementID else { return try await submit(&lane, preparing) }
        let statement = try await services.redshift.describeStatement(id, deadline: scope.deadline)
        switch statement.status {
        case .running: return false
        case .finished:
            if preparing.part == .definitions {
                let next = LaneRecord.Preparing(
                    part: .rows,
                    since: preparing.since,
                    hash: hash,
                    attempt: preparing.attempt
                )
                return try await set(&lane, next)
            }
            return try await scope.state.change(&lane) { lane in
                guard lane.preparing == preparing else { return false }
                lane.preparing = nil
                lane.prepared = hash
                return true
            }
        case .failed, .aborted:
            var next = preparing
            next.statementID = nil
            next.attempt += 1
            next.retryAt = now.advanced(by: RetryPolicy.wait(after: preparing.attempt))
            // It is tried for ever, because nothing of the lane can be loaded without it: the alarm on stuck lanes tells.
            scope.context.logger.error(
                "lane \(preparation.lane): its tables could not be prepared",
                metadata: ["plan": "\(plan.name)", "outcome": "Stuck", "errorMessage": "\(statement.reason)"]
            )
            return try await set(&lane, next)
        }
    }

    private func submit(_ lane: inout StateEntry<LaneRecord>, _ preparing: LaneRecord.Preparing) async throws -> Bool {
        let texts = preparing.part == .definitions ? preparation.definitions : preparation.rows
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
                salt: "\(preparing.part.rawValue) \(preparing.since.rfc3339)",
                texts
            )
            next.statementID = try await services.batches.submit(
                try RedshiftBatch(name: "\(name)", statements: texts, identity: identity),
                to: plan.warehouse,
                withEvent: true,
                deadline: scope.deadline
            )
        } catch let error as AWSError where SubmissionFailure(error) == .later {
            next.retryAt = services.clock.now().advanced(by: LaneMachine.patience)
        }
        return try await set(&lane, next, over: preparing)
    }

    private func set(
        _ lane: inout StateEntry<LaneRecord>,
        _ next: LaneRecord.Preparing,
        over known: LaneRecord.Preparing? = nil
    ) async throws -> Bool {
        let known = known ?? lane.document.preparing
        return try await scope.state.change(&lane) { lane in
            guard lane.preparing == known else { return false }
            lane.preparing = next
            return true
        }
    }
}
