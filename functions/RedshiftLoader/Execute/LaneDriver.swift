import AWSClient
import LambdaRuntime
import Logging
import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// Carries out the steps that ``LaneMachine`` decides for a lane, until the lane has to wait.
struct LaneDriver: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// The maximum number of steps that one call carries out for a lane. The limit only protects against an endless
    /// loop.
    private static let mostSteps = 200

    /// Carries out the steps of a lane that are possible now.
    ///
    /// - Returns: `true` when the lane is stuck: its work does not end by itself.
    /// - Throws: `PlanError`, `PlanNotFound`, `StateStoreError`, `AWSError`, `CancellationError`.
    @discardableResult func drive(_ name: String, of planName: String) async throws -> Bool {
        let written = try await services.plan(planName, deadline: scope.deadline)
        let keeper = FileColumnRecorder(services: services, scope: scope)
        async let evolved = keeper.evolved(written)
        async let found = scope.state.load(.lane(name, of: planName), as: LaneRecord.self)
        var plan = try await evolved
        guard var lane = try await found else { return false }
        // The lane and the load are read once: a step's write fails if another invocation has changed the record.
        var load: VersionedDocument<LoadRecord>?
        for _ in 0..<Self.mostSteps {
            let preparation = plan.preparation(of: name)
            let definitions = sha256((preparation.definitions + preparation.rows).joined(separator: "\u{0}"))
            guard scope.hasTime else { return false }
            if lane.document.queue.first != load?.document.id {
                load = nil
                if let first = lane.document.queue.first {
                    load = try await scope.state.load(.load(first), as: LoadRecord.self)
                }
            }
            let machine = LaneMachine(
                lane: lane.document,
                load: load?.document,
                definitions: definitions,
                now: services.clock.now()
            )
            let isMoved: Bool
            let runner = LoadBatchRunner(services: services, scope: scope, plan: plan)
            let diagnosis = LoadDiagnosis(services: services, scope: scope, plan: plan)
            switch (machine.next, load) {
            case (.wait(let time), _):
                try await postpone(&lane, to: time)
                return machine.isStuck
            case (.form(let table), _):
                isMoved = try await LoadAssembler(services: services, scope: scope, plan: plan).form(table, &lane)
            case (.dequeue(let id), _):
                let isPublished = services.settings.eventBus != nil && load?.document.phase == .over
                let table = load?.document.table ?? ""
                let published = load.flatMap { TableFreshness($0.document, after: lane.document.published[table]) }
                isMoved = try await scope.state.change(&lane) { lane in
                    guard lane.queue.first == id else { return false }
                    lane.queue.removeFirst()
                    if let published { lane.published[table] = published }
                    if isPublished, !lane.unpublished.contains(id) { lane.unpublished.append(id) }
                    return true
                }
                if isMoved, let published {
                    FreshnessReporter(services: services, scope: scope, plan: plan).measure(published, of: table)
                }
            case (.publish(let id), _):
                isMoved = try await LoadEventPublisher(services: services, scope: scope).publish(id, &lane)
            case (.prepare, _):
                let preparer = TargetTableProvisioner(
                    services: services,
                    scope: scope,
                    plan: plan,
                    preparation: preparation
                )
                let running = lane.document.preparing?.statementID
                switch try await preparer.advance(&lane, definitions) {
                case .moved: isMoved = !isSubmitted(lane.document.preparing?.statementID, after: running)
                case .waits: isMoved = false
                case .held(let reason):
                    guard var entry = load else { return machine.isStuck }
                    isMoved = try await runner.hold(&entry, reason)
                    load = entry
                }
            case (.submit, var entry?):
                let known = entry.document
                let isAdvanced = try await runner.submit(&entry)
                load = entry
                // The load's files may have added columns to the plan.
                if entry.document.phase == known.phase { plan = try await keeper.evolved(written) }
                isMoved =
                    isAdvanced
                    && (entry.document.isCancelRequested
                        || !isSubmitted(entry.document.statementID, after: known.statementID))
            case (.check, var entry?):
                isMoved = try await runner.check(&entry)
                load = entry
                if entry.document.phase == .waiting, entry.document.step != nil {
                    _ = try await scope.state.change(&lane) { lane in
                        guard lane.prepared != nil else { return false }
                        lane.prepared = nil
                        return true
                    }
                }
            case (.compare, var entry?):
                isMoved = try await diagnosis.compare(&entry)
                load = entry
            case (.diagnose, var entry?):
                isMoved = try await diagnosis.diagnose(&entry)
                load = entry
            case (.examine, var entry?):
                isMoved = try await diagnosis.examine(&entry)
                load = entry
            case (.measure, var entry?):
                isMoved = try await diagnosis.measure(&entry)
                load = entry
                plan = try await keeper.evolved(written)
            case (.cancel, var entry?):
                isMoved = try await runner.cancel(&entry)
                load = entry
            case (.submit, nil), (.check, nil), (.compare, nil), (.diagnose, nil), (.examine, nil),
                (.measure, nil), (.cancel, nil):
                isMoved = false
            }
            // No step was made here. If another invocation made one, the next call sees it; otherwise the lane has to
            // wait.
            if !isMoved {
                try await postpone(&lane, to: services.clock.now().advanced(by: LaneMachine.patience))
                return machine.isStuck
            }
        }
        return false
    }

    /// Returns `true` when the last step submitted a batch. The batch has not ended yet: its event, or a sweep,
    /// continues the lane.
    private func isSubmitted(_ statement: String?, after earlier: String?) -> Bool {
        statement != nil && statement != earlier
    }

    private func postpone(_ lane: inout VersionedDocument<LaneRecord>, to time: UTCTime?) async throws {
        guard let time else { return }
        _ = try await scope.state.change(&lane) { lane in
            guard lane.due != time else { return false }
            lane.due = time
            return true
        }
    }
}
