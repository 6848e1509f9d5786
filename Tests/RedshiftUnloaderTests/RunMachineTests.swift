import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct RunMachineTests {
    private func next(_ run: RunRecord, _ exports: [ExportRecord], after seconds: Int = 0) -> RunMachine.Step? {
        RunMachine(run: run, exports: exports, now: sampleTime.advanced(by: .seconds(seconds))).next
    }

    @Test func takesSlotsBeforeItDoesAnything() throws {
        let all = [sampleExport("a"), sampleExport("b"), sampleExport("c")]
        #expect(next(try sampleRun(), all) == .take(slots: ["a", "b"]))
        #expect(next(try sampleRun(active: ["a", "b"]), all) == .work([.submit("a"), .submit("b")]))
    }

    @Test func aSlotThatIsFreeGoesToTheNext() throws {
        let all = [sampleExport("a", .submitted), sampleExport("b", .over, .failed), sampleExport("c")]
        #expect(next(try sampleRun(active: ["a", "b"]), all) == .take(slots: ["a", "c"]))
    }

    @Test(arguments: [
        (sampleExport("a"), RunMachine.Task.submit("a")), (sampleExport("a", .submitting), .submit("a")),
        (sampleExport("a", .submitted), .check("a")), (sampleExport("a", .stopping), .check("a")),
        (sampleExport("a", .waiting), .submit("a")),
        (sampleExport("a", .over, .failed), .submit("a")), (sampleExport("a", .over, .overlapped), .submit("a")),
    ])
    func everyPhaseHasItsStep(export: ExportRecord, task: RunMachine.Task) throws {
        // In the second round: what failed in the first is to be run again.
        #expect(next(try sampleRun(active: ["a"], round: 2), [export]) == .work([task]))
    }

    @Test(arguments: [(3599, RunMachine.Task.check("a")), (3600, .stop("a", because: .timedOut))])
    func stopsWhatIsOverItsLimit(seconds: Int, task: RunMachine.Task) throws {
        #expect(next(try sampleRun(active: ["a"]), [sampleExport("a", .submitted)], after: seconds) == .work([task]))
    }

    @Test func aCancelledRunStopsWhatRunsAndDropsTheRest() throws {
        let all = [
            sampleExport("a", .submitted), sampleExport("b", .submitting), sampleExport("c"),
            sampleExport("d", .over, .unloaded),
        ]
        #expect(
            next(try sampleRun(active: ["a", "b"], isCancelled: true), all)
                == .work([.stop("a", because: .cancelled), .submit("b"), .drop("c")])
        )
    }

    @Test(arguments: [
        ([ExportOutcome.unloaded, .empty, .covered], RunRecord.Status.succeeded), ([.unloaded, .failed], .partial),
        ([.timedOut, .failed], .failed), ([.failed, .overlapped], .failed), ([.unloaded, .cancelled], .cancelled),
        ([.overlapped], .skipped), ([.unloaded, .overlapped], .succeeded), ([.empty, .timedOut], .partial),
    ])
    func closesWithWhatCameOfItsExports(outcomes: [ExportOutcome], status: RunRecord.Status) throws {
        let exports = outcomes.enumerated().map { sampleExport("\($0)", .over, $1) }
        #expect(next(try sampleRun(), exports) == .close(status))
        var closed = try sampleRun()
        closed.state = status
        #expect(next(closed, exports) == nil)
    }

    @Test func isStuckHalfAnHourBeyondTheLimit() throws {
        func isStuck(_ export: ExportRecord, after seconds: Int) throws -> Bool {
            RunMachine(
                run: try sampleRun(active: ["a"]),
                exports: [export],
                now: sampleTime.advanced(by: .seconds(seconds))
            )
            .isStuck
        }
        for phase in [ExportRecord.Phase.submitting, .submitted, .stopping] {
            #expect(try !isStuck(sampleExport("a", phase), after: 5400))
            #expect(try isStuck(sampleExport("a", phase), after: 5401))
        }
        #expect(try !isStuck(sampleExport("a", .over, .failed), after: 99_999))
    }
}
