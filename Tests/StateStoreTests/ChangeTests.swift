import AWSClient
import AWSDynamoDB
import StateStore
import TestSupport
import Testing
import UTCTime

@testable import struct StateStore.ConflictBackoff

/// A move is made once, whoever else writes and whatever answer is lost.
@Suite struct ChangeTests {
    private static func add(_ name: String) -> @Sendable (inout Job) -> Bool {
        { job in
            job.count += 1
            job.hands.append(name)
            return true
        }
    }

    @Test func aMoveIsWritten() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        var (entry, _) = try await harness.store.insert(Job(), at: .job)
        let isChanged = try await harness.store.change(&entry, Self.add("a"))
        #expect(isChanged)
        #expect(entry.document.hands == ["a"])
        #expect(entry.version == 2)
        #expect(try await harness.store.load(.job, as: Job.self) == entry)
    }

    @Test func anIllegalMoveWritesNothing() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        var (entry, _) = try await harness.store.insert(Job(), at: .job)
        let before = entry
        let isChanged = try await harness.store.change(&entry) { _ in false }
        #expect(!isChanged)
        #expect(entry == before)
        #expect(harness.operations == ["PutItem"])
    }

    @Test func aMoveIsAppliedToWhatOthersWrote() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        var (mine, _) = try await harness.store.insert(Job(), at: .job)
        var others = mine
        for name in ["x", "y", "z"] { try await harness.store.change(&others, Self.add(name)) }
        let isChanged = try await harness.store.change(&mine, Self.add("me"))
        #expect(isChanged)
        #expect(mine.document.hands == ["x", "y", "z", "me"])
        // The refusal brought the item: nothing was read.
        #expect(!harness.operations.contains("GetItem"))
    }

    @Test func aChangeOfWhatWasReadIsRefusedWhenOthersWroteMeanwhile() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        var (mine, _) = try await harness.store.insert(Job(), at: .job)
        var others = mine
        #expect(try await harness.store.changeAsRead(&others) { $0.hands.append("x") })
        let isChanged = try await harness.store.changeAsRead(&mine) { $0.hands.append("me") }
        #expect(!isChanged)
        // The caller has the present document then, and may change that.
        #expect(mine.document.hands == ["x"])
        #expect(try await harness.store.changeAsRead(&mine) { $0.hands.append("me") })
        #expect(try await harness.store.load(.job, as: Job.self)?.document.hands == ["x", "me"])
    }

    @Test func aMoveThatOthersMadeIllegalIsNotMade() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let close: @Sendable (inout Job) -> Bool = { job in
            guard job.state == .open else { return false }
            job.state = .closed
            job.count += 1
            return true
        }
        var (mine, _) = try await harness.store.insert(Job(), at: .job)
        var others = mine
        let (theirs, ours) = (
            try await harness.store.change(&others, close), try await harness.store.change(&mine, close)
        )
        #expect(theirs)
        #expect(!ours)
        #expect(mine == others)
    }

    @Test(arguments: [2, 8, 40])
    func manyAtOnceAreAllCounted(writers: Int) async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let (first, _) = try await harness.store.insert(Job(), at: .job)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var entry = first
                    let isChanged = try await harness.store.change(&entry, Self.add("\(writer)"))
                    #expect(isChanged)
                }
            }
            try await group.waitForAll()
        }
        let end = try #require(try await harness.store.load(.job, as: Job.self))
        #expect(end.document.count == writers)
        #expect(Set(end.document.hands).count == writers)
        #expect(end.version == Int64(writers) + 1)
    }

    @Test func aDocumentThatIsDeletedMeanwhileIsAnError() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        var (entry, _) = try await harness.store.insert(Job(), at: .job)
        try await harness.store.delete(.job)
        let error = await #expect(throws: StateStoreError.self) {
            try await harness.store.change(&entry, Self.add("me"))
        }
        #expect(error?.reason == .vanished)
    }

    @Test func aDocumentThatNeverStopsChangingIsAnErrorAfterABound() async throws {
        let server = try LoopbackServer { request in
            let item =
                #"{"pk":{"S":"job/a"},"sk":{"S":"job"},"version":{"N":"7"},"document":{"S":"{\"state\":\"open\",\"count\":0,\"hands\":[],\"text\":\"\"}"}}"#
            return request.header("x-amz-target")?.hasSuffix("GetItem") == true
                ? .status(200, body: #"{"Item":\#(item)}"#)
                : .status(400, body: #"{"__type":"x#ConditionalCheckFailedException","Item":\#(item)}"#)
        }
        defer { server.stop() }
        let clock = ManualClock()
        let store = StateStore(
            try DynamoDB(.at(server)),
            table: StateHarness.table,
            retention: .seconds(1),
            clock: clock.source
        )
        var entry = try #require(try await store.load(.job, as: Job.self))
        let error = await #expect(throws: StateStoreError.self) { try await store.change(&entry, Self.add("me")) }
        #expect(error?.reason == .contended(attempts: 32))
        #expect(error?.isRetryable == true)
        #expect(clock.sleeps.count == 31)
        #expect(clock.sleeps.allSatisfy { $0 < .seconds(1) })
    }

    // MARK: - From nothing

    @Test func aDocumentThatIsNotThereIsMade() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let (first, isChanged) = try await harness.store.change(.job, from: Job(), Self.add("a"))
        #expect(isChanged)
        #expect(first?.document.hands == ["a"])
        let (second, _) = try await harness.store.change(.job, from: Job(), Self.add("b"))
        #expect(second?.document.hands == ["a", "b"])
    }

    @Test func anIllegalMoveMakesNothing() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let (entry, isChanged) = try await harness.store.change(.job, from: Job()) { _ in false }
        #expect(entry == nil)
        #expect(!isChanged)
        #expect(harness.items.isEmpty)
    }

    @Test func manyAtOnceThatMakeItAreAllCounted() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<20 {
                group.addTask {
                    let isChanged = try await harness.store.change(.job, from: Job(), Self.add("\(writer)")).isChanged
                    #expect(isChanged)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await harness.store.load(.job, as: Job.self)?.document.count == 20)
    }

    // MARK: - Waits

    @Test(
        arguments: [
            (1, 0.5, nil), (2, 0.5, Duration.milliseconds(5)), (3, 0.5, .milliseconds(10)), (5, 0, .zero),
            (8, 0.5, .milliseconds(320)), (9, 0.5, .milliseconds(500)), (1_000, 0.5, .milliseconds(500)),
        ] as [(Int, Double, Duration?)]
    )
    func waitsDoubleAndAreBounded(conflict: Int, jitter: Double, delay: Duration?) {
        #expect(ConflictBackoff.delay(after: conflict, jitter: jitter) == delay)
    }
}
