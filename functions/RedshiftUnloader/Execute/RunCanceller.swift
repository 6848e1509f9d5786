import StateStore

/// Records the cancellation of a run. The invocation that drives it next cancels its statements.
struct RunCanceller: Sendable {
    let state: StateStore

    /// - Returns: `false` when there is no such run.
    @discardableResult
    func cancel(_ id: String) async throws -> Bool {
        guard var run = try await state.load(.run(id), as: RunRecord.self) else { return false }
        try await state.change(&run) { run in
            guard run.isOpen, !run.isCancelRequested else { return false }
            run.isCancelRequested = true
            return true
        }
        return true
    }
}
