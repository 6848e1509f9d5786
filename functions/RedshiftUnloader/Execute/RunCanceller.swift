import StateStore

/// Records the request to cancel a run. The next invocation that works on the run cancels its statements.
struct RunCanceller: Sendable {
    let state: StateStore

    /// Records the request in the run's document, if the run is open.
    ///
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
