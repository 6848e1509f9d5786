import LambdaEvents
import TestSupport
import Testing

@testable import KafkaS3Sink

@Suite struct PartitionReplayerTests {
    /// Offsets of the chain's links and of the fills, as their files say: a file has an offset of every row here.
    private static func landed(_ landing: Landing) throws -> [Int64] {
        try (landing.links() + landing.fills()).flatMap { link in
            link.files.flatMap { file in
                (file.first...file.last).filter { offset in !link.gaps.contains { $0.contains(offset) } }
            }
        }.sorted()
    }

    @Test func aGapIsFilledOnce() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records([0, 1, 2, 6, 7]), server)
        let report = try await Landing.replay(Landing.records(3...5), server)
        #expect((report.outcome, report.filled, report.rows) == (.landed, 3, 3))
        let fill = try #require(try landing.fills().first)
        #expect((fill.start, fill.end, fill.gaps) == (3, 5, []))
        let again = try await Landing.replay(Landing.records(3...5), server)
        #expect((again.outcome, again.filled) == (.duplicate, 0))
        #expect(try Self.landed(landing) == Array(0...7))
    }

    @Test func theRestOfAGapIsAGapOfItsOwn() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records([0, 9]), server)
        for offsets: [Int64] in [[6, 7], [1, 2, 3, 6], [4, 5, 8], [1, 8]] {
            _ = try await Landing.replay(Landing.records(offsets), server)
        }
        #expect(try Self.landed(landing) == Array(0...9))
        #expect(try landing.fills().map { [$0.start, $0.end] } == [[1, 5], [1, 8], [4, 5], [8, 8]])
    }

    @Test func whatWasLandedIsNotLandedByAReplay() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records(0...4), server)
        let report = try await Landing.replay(Landing.records(1...3), server)
        #expect((report.outcome, report.rows) == (.duplicate, 0))
        #expect(landing.keys.count == 2)
    }

    @Test func aPartitionThatWaitsBehindAGapGoesOn() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let topic = Landing.topic(gaps: .stop)
        _ = try await Landing.land(Landing.records([0, 1]), server, topic: topic)
        #expect(try await Landing.land(Landing.records([4, 5]), server, topic: topic).outcome == .waiting)
        let report = try await Landing.replay(Landing.records([2, 3]), server, topic: topic)
        #expect((report.outcome, report.rows) == (.landed, 2))
        #expect(try await Landing.land(Landing.records([4, 5]), server, topic: topic).outcome == .landed)
        #expect(try landing.links().map { [$0.start, $0.end] } == [[0, 1], [2, 3], [4, 5]])
    }

    /// A link behind records that the event source is still to bring would be a gap that nobody lost.
    @Test func recordsThatDoNotFollowTheChainWait() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records([0, 1]), server)
        let report = try await Landing.replay(Landing.records([5, 6]), server)
        #expect((report.outcome, report.rows) == (.waiting, 0))
        #expect(report.reason?.contains("offset 5 does not follow") == true)
        #expect(try landing.links().map(\.end) == [1])
    }

    @Test func aRecordThatCannotBeReadIsQuarantinedInItsGap() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records([0, 4]), server)
        let report = try await Landing.replay(Landing.records(1...3, bad: [2]), server)
        #expect((report.outcome, report.rows, report.quarantined, report.filled) == (.quarantined, 2, 1, 3))
        #expect(try landing.fills().map(\.quarantined) == [[2]])
    }

    /// Dies at each request in turn; then the same and other records are replayed.
    @Test(arguments: KillPoint.Moment.allCases) func noRequestIsTheWrongOneToDieAt(moment: KillPoint.Moment)
        async throws
    {
        for index in 0... {
            let landing = Landing()
            let server = try LoopbackServer { landing.reply($0) }
            _ = try await Landing.land(Landing.records([0, 9]), server)
            _ = try await Landing.replay(Landing.records(4...5), server)
            landing.kill.arm(at: index, moment)
            _ = try await Landing.replay(Landing.records(2...7), server)
            let wasReached = landing.kill.wasReached
            landing.kill.revive()
            _ = try await Landing.replay(Landing.records(1...4), server)
            _ = try await Landing.replay(Landing.records(2...8), server)
            #expect(try Self.landed(landing) == Array(0...9), "killed at request \(index)")
            if !wasReached { return }
        }
    }

    /// Batches of the failure destination overlap where a batch was split and its record was sent twice.
    @Test func whateverIsReplayedInWhateverOrderEachOffsetIsInOneFile() async throws {
        var random = SeededRandom(15)
        for round in 0..<12 {
            let landing = Landing()
            let server = try LoopbackServer { landing.reply($0) }
            let came = Set((0..<30).filter { _ in Bool.random(using: &random) } + [29])
            _ = try await Landing.land(Landing.records(came.map { Int64($0) }.sorted()), server)
            var replays: [[Int64]] = (0..<8).map { _ in
                (0..<30).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map { Int64($0) }
            }
            replays.append(Array(0..<30))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for offsets in replays.shuffled(using: &random) where !offsets.isEmpty {
                    group.addTask { _ = try await Landing.replay(Landing.records(offsets), server) }
                }
                try await group.waitForAll()
            }
            #expect(try Self.landed(landing) == Array(0..<30), "round \(round)")
        }
    }
}
