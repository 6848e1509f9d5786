import LambdaEvents
import Testing

@testable import KafkaS3Sink

@Suite struct CommitMachineTests {
    private static func file(_ name: String) -> CommitLink.File {
        .init(url: name, rows: 1, bytes: 1, first: 0, last: 1, schema: "s")
    }

    private static func link(_ range: ClosedRange<Int64>, by writer: String) -> CommitLink {
        CommitLink(
            partition: KafkaPartition(topic: "t", number: 0),
            start: range.lowerBound,
            end: range.upperBound,
            files: [],
            gaps: [],
            quarantined: [],
            writer: writer
        )
    }

    @Test func aFirstBatchStartsTheChain() {
        var machine = CommitMachine(last: 9, writer: "a")
        #expect(machine.begin() == .findHead(upTo: 9))
        #expect(machine.next(.head(nil)) == .writeFiles(from: 0))
        #expect(machine.next(.written([Self.file("f")])) == .commit(start: 0, files: [Self.file("f")]))
        #expect(machine.next(.committed) == .finish(.committed(start: 0)))
    }

    @Test func aProcessThatKnowsThePositionMakesTwoRequests() {
        var machine = CommitMachine(last: 9, writer: "a", remembered: 5)
        #expect(machine.begin() == .writeFiles(from: 5))
        #expect(machine.next(.written([])) == .commit(start: 5, files: []))
        #expect(machine.next(.committed) == .finish(.committed(start: 5)))
    }

    @Test func aBatchThatIsCommittedIsADuplicate() {
        var cold = CommitMachine(last: 9, writer: "a")
        _ = cold.begin()
        #expect(cold.next(.head(Self.link(4...12, by: "b"))) == .finish(.duplicate(next: 13)))
        var warm = CommitMachine(last: 9, writer: "a", remembered: 10)
        #expect(warm.begin() == .finish(.duplicate(next: 10)))
    }

    @Test func whoLosesDeletesItsFilesAndGoesOnBehindTheWinner() {
        var machine = CommitMachine(last: 9, writer: "a", remembered: 0)
        _ = machine.begin()
        _ = machine.next(.written([Self.file("f")]))
        #expect(machine.next(.taken) == .readLink(start: 0))
        #expect(machine.next(.link(Self.link(0...5, by: "b"))) == .deleteFiles([Self.file("f")]))
        #expect(machine.next(.deleted) == .findHead(upTo: 9))
        #expect(machine.next(.head(Self.link(6...7, by: "c"))) == .writeFiles(from: 8))
    }

    @Test func aLostAnswerIsNoLostRace() {
        var machine = CommitMachine(last: 9, writer: "a", remembered: 0)
        _ = machine.begin()
        _ = machine.next(.written([Self.file("f")]))
        _ = machine.next(.taken)
        #expect(machine.next(.link(Self.link(0...9, by: "a"))) == .finish(.committed(start: 0)))
    }

    @Test func anAnswerToAnotherRequestIsNotTaken() {
        var machine = CommitMachine(last: 9, writer: "a")
        #expect(machine.next(.committed) == nil)
        _ = machine.begin()
        #expect(machine.next(.written([])) == nil)
    }

    /// Batches with other boundaries at each delivery, deaths between any two requests, lost answers, attempts that were
    /// given up and go on beside the retry, consumers that go back, offsets that are missing.
    @Test(arguments: 0..<10) func everyOffsetIsInExactlyOneFileThatCounts(part: Int) {
        var invocations = 0
        var duplicatesByName = 0
        for history in 0..<500 {
            let seed = UInt64(part * 500 + history)
            var random = SeededRandom(seed)
            var run = SimulatedHistory(&random)
            run.play(&random)
            invocations += run.invocations
            duplicatesByName += run.namesAloneLeaveDuplicates ? 1 : 0
            let problems = run.landing.problems(log: run.log)
            #expect(problems.isEmpty && run.wasUnderstood, "seed \(seed): \(problems)")
        }
        #expect(invocations > 3_000)
        // What names made of offsets alone would leave: readers that count each file once count records twice.
        #expect(duplicatesByName > 250, "the histories are too tame: \(duplicatesByName) of 500")
        print(
            "part \(part): 500 histories, \(invocations) attempts; by file names alone \(duplicatesByName) have duplicates"
        )
    }
}
