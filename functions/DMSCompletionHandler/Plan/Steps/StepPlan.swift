/// Chooses the step to take now. No I/O.
enum StepPlan {
    /// The first step that is not over: the ones behind it wait for it, also when it failed.
    ///
    /// - Parameter known: what the record says, by ``NextStep/name``.
    static func next(_ steps: [NextStep], _ verdict: Manifest.Verdict, _ known: [String: StepRecord]) -> NextStep? {
        guard verdict == .passed || verdict == .partlyPassed else { return nil }
        return steps.first { !(known[$0.name]?.state.isOver ?? false) }
    }
}
