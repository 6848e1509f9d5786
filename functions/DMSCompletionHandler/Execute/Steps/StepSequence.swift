import StateStore

/// Runs the unfinished steps that follow one run's end, in the plan's order. It records the intention to start
/// something before the start.
struct StepSequence: Sendable {
    let runner: StepRunner
    let recorder: CompletionRecorder

    /// - Throws: nothing at present. An error of a step or of the state table becomes a failed ``StepSequenceResult``.
    func run(
        _ input: StepInput,
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ scope: InvocationScope
    ) async throws -> StepSequenceResult {
        while let step = StepPlan.next(input.migration.next, input.manifest.verdict, entry.document.steps) {
            do {
                guard try await take(step, input, &entry, scope) else { return .waiting }
            } catch {
                return .failed(step: step.name, reason: "\(CheckBlocked("taking it", error))")
            }
        }
        return .over
    }

    /// - Returns: `false` when the step must run again later. The next step then waits.
    private func take(
        _ step: NextStep,
        _ input: StepInput,
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ scope: InvocationScope
    ) async throws -> Bool {
        var progress = entry.document.steps[step.name]
        var isOwnIntention = false
        while true {
            let action = try await runner.take(step, input, progress, isOwnIntention: isOwnIntention, scope)
            progress = action.progress
            let isOurs = try await recorder.change(&entry, scope) { $0.steps[step.name] = action.progress }
            guard isOurs else {
                throw CheckBlocked("another invocation has taken \(input.event.run) over", isTransient: true)
            }
            if let failure = action.failure { throw failure }
            switch action.progress.state {
            case .waiting: return false
            case .started, .done: return true
            // The intention is recorded: now it may be carried out.
            case .starting: isOwnIntention = true
            }
        }
    }
}
