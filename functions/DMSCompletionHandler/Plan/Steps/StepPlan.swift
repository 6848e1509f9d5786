/// Which steps are still to be taken. No I/O.
struct StepPlan: Sendable, Equatable {
    /// In this order.
    let open: [NextStep]

    /// - Parameter known: what the state table says, step → state.
    init(_ next: NextSteps, verdict: Manifest.Verdict, known: [String: String]) {
        guard verdict == .passed || verdict == .partlyPassed else {
            open = []
            return
        }
        open = NextStep.allCases.filter { step in
            let isWanted =
                switch step {
                case .crawler: next.crawler != nil
                case .glueWorkflow: next.glueWorkflow != nil
                case .stateMachine: next.stateMachine != nil
                case .redshiftLoad: next.redshiftLoad != nil
                }
            let state = known[step.rawValue].flatMap(StepState.init(rawValue:))
            return isWanted && !(state?.isOver ?? false)
        }
    }
}
