import LambdaRuntime
import PlanFile
import StateStore
import UTCTime

/// Reopens a closed run for another round. The round repeats the exports that are not done.
struct RunRetrier: Sendable {
    let services: UnloaderServices
    let scope: InvocationScope

    /// Reopens a run, unless it is open or all its exports are done.
    ///
    /// - Parameter takesPresentPlan: `true` to use the plan's current file for the exports that are not done.
    /// - Throws: ``InvalidRequest`` for an unknown run, and for a plan that no longer fits the run.
    func retry(_ id: String, takesPresentPlan: Bool) async throws {
        guard var run = try await scope.state.load(.run(id), as: RunRecord.self) else {
            throw InvalidRequest("there is no run \"\(id)\"")
        }
        // A repeated delivery of the retry finds the run open.
        guard !run.document.isOpen else { return }
        let exports: [VersionedDocument<ExportRecord>] = try await scope.state.list("run#\(id)", prefix: "export#")
        let unfinished = exports.filter { !($0.document.result?.outcome.isDone ?? false) }
        guard !unfinished.isEmpty else { return }
        let plan = takesPresentPlan ? try await presentPlan(of: run.document) : nil
        if let plan {
            for export in unfinished { try await replace(export, by: plan, of: id) }
        }
        let round = run.document.round
        try await scope.state.change(&run) { run in
            guard !run.isOpen, run.round == round else { return false }
            if let plan { run.take(plan) }
            run.state = .open
            run.round += 1
            run.isCancelRequested = false
            run.endedAt = nil
            return true
        }
    }

    private func presentPlan(of run: RunRecord) async throws -> UnloadPlan {
        guard let name = run.planName else {
            throw InvalidRequest(
                "the plan of run \"\(run.id)\" came in its event; start the corrected plan, which is another run"
            )
        }
        let plan = try await services.plan(.named(name), deadline: scope.deadline)
        let fits =
            switch plan.window {
            case .none: run.window == nil && run.watermark == nil
            // A day is no window of a plan that has weeks now, nor one of another zone.
            case .every: run.window != nil && run.windowKind == plan.window.kind
            case .watermark(let policy): run.watermark.map { $0.initial.isComparable(with: policy.initial) } ?? false
            }
        guard fits else {
            throw InvalidRequest(
                "the windows of plan \"\(name)\" are \(plan.window.kind) now and were \(run.windowKind) when run \"\(run.id)\" began; start it anew"
            )
        }
        return plan
    }

    /// Replaces an export's definition by the one in the current plan. An export that the plan no longer contains keeps
    /// its definition.
    private func replace(_ export: VersionedDocument<ExportRecord>, by plan: UnloadPlan, of run: String) async throws {
        guard let definition = plan.exports.first(where: { $0.name == export.document.name }) else { return }
        var export = export
        try await scope.state.change(&export) { export in
            guard export.phase == .over, export.definition != definition else { return false }
            export.definition = definition
            return true
        }
    }
}
