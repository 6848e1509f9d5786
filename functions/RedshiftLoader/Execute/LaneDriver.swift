import AWSClient
import LambdaRuntime
import Logging
import PlanFile
import RedshiftSQL
import StateStore
import UTCTime

/// Carries out the steps that ``LaneMachine`` decides for a lane, until only waiting is left.
struct LaneDriver: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// The most steps of one invocation: a bound, not a goal.
    private static let mostSteps = 200

    /// - Returns: whether the lane is stuck: what is under way does not end by itself.
    /// - Throws: `PlanError`, `PlanNotFound`, `StateStoreError`, `AWSError`, `CancellationError`.
    @discardableResult func drive(_ name: String, of planName: String) async throws -> Bool {
        let written = try await services.plan(planName, deadline: scope.deadline)
        let keeper = FileColumnRecorder(services: services, scope: scope)
        var plan = try await keeper.evolved(written)
        for _ in 0..<Self.mostSteps {
            let preparation = plan.preparation(of: name)
            let definitions = sha256((preparation.definitions + preparation.rows).joined(separator: "\u{0}"))
            guard scope.hasTime, var lane = try await scope.state.load(.lane(name, of: planName), as: LaneRecord.self)
            else { return false }
            var load: VersionedDocument<LoadRecord>?
            if let first = lane.document.queue.first {
                load = try await scope.state.load(.load(first), as: LoadRecord.self)
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
            case (.dequeue(let id), let load):
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
                switch try await preparer.advance(&lane, definitions) {
                case .moved: isMoved = true
                case .waits: isMoved = false
                case .held(let reason):
                    guard var load else { return machine.isStuck }
                    isMoved = try await runner.hold(&load, reason)
                }
            case (.submit, var load?):
                isMoved = try await runner.submit(&load)
                plan = try await keeper.evolved(written)
            case (.check, var load?):
                isMoved = try await runner.check(&load)
                if load.document.phase == .waiting, load.document.step != nil {
                    _ = try await scope.state.change(&lane) { lane in
                        guard lane.prepared != nil else { return false }
                        lane.prepared = nil
                        return true
                    }
                }
            case (.compare, var load?): isMoved = try await diagnosis.compare(&load)
            case (.diagnose, var load?): isMoved = try await diagnosis.diagnose(&load)
            case (.examine, var load?): isMoved = try await diagnosis.examine(&load)
            case (.measure, var load?):
                isMoved = try await diagnosis.measure(&load)
                plan = try await keeper.evolved(written)
            case (.cancel, var load?): isMoved = try await runner.cancel(&load)
            case (.submit, nil), (.check, nil), (.compare, nil), (.diagnose, nil), (.examine, nil),
                (.measure, nil), (.cancel, nil):
                isMoved = false
            }
            // Somebody else's move is seen by the next look; nobody's means that it is time to wait.
            if !isMoved {
                try await postpone(&lane, to: services.clock.now().advanced(by: LaneMachine.patience))
                return machine.isStuck
            }
        }
        return false
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
