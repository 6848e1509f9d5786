/// Chooses the step to run now. No I/O.
enum StepPlan {
    /// Returns the first step that is not finished; `nil` when there is none, or when the verdict releases nothing.
    /// Later steps wait for that step, even when it failed.
    ///
    /// - Parameter known: the recorded progress of the steps, keyed by ``NextStep/name``.
    static func next(_ steps: [NextStep], _ verdict: Manifest.Verdict, _ known: [String: StepRecord]) -> NextStep? {
        guard verdict == .passed || verdict == .partlyPassed else { return nil }
        return steps.first { !(known[$0.name]?.state.isOver ?? false) }
    }
}
