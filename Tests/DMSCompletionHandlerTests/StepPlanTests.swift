import Testing

@testable import DMSCompletionHandler

@Suite struct StepPlanTests {
    private let all = [
        NextStep.crawler("c"), .workflow("w"), .stateMachine("arn:aws:states:us-east-1:123456789012:stateMachine:m"),
    ]

    private func next(_ known: [String: StepStatus] = [:], _ verdict: Manifest.Verdict = .passed) -> String? {
        StepPlan.next(all, verdict, known.mapValues { StepRecord(state: $0) })?.name
    }

    @Test func whatIsConfiguredFollowsAPassInItsOrder() {
        #expect(next() == "crawler")
        #expect(next([:], .partlyPassed) == "crawler")
        #expect(next(["crawler": .started]) == "workflow")
        #expect(next(["crawler": .started, "workflow": .done]) == "state_machine")
        #expect(next(["crawler": .done, "workflow": .done, "state_machine": .started]) == nil)
        #expect(StepPlan.next([], .passed, [:]) == nil)
    }

    @Test(arguments: [Manifest.Verdict.quarantined, .failed]) func nothingFollowsAnythingElse(verdict: Manifest.Verdict)
    {
        #expect(next([:], verdict) == nil)
    }

    @Test(arguments: [StepStatus.waiting, .starting]) func aStepThatIsNotOverKeepsTheLaterOnesWaiting(state: StepStatus)
    {
        #expect(next(["crawler": state]) == "crawler")
        #expect(next(["crawler": state, "workflow": .waiting]) == "crawler")
        #expect(next(["crawler": .started, "workflow": state]) == "workflow")
    }

    @Test func anExecutionsNameIsTheSameEveryTimeAndFits() {
        #expect(
            ExecutionName.of("shop", run: "2026-11-21T02:00:00.000Z", revision: 1) == "shop-2026-11-21T02-00-00-000Z"
        )
        let long = ExecutionName.of(
            String(repeating: "n", count: 40),
            run: String(repeating: "r", count: 60),
            revision: 12
        )
        #expect(long.utf8.count == 80)
        #expect(long.hasSuffix("-r12"))
    }
}
