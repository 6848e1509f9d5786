import LambdaEvents
import TestSupport
import Testing

@testable import KafkaS3Sink

@Suite struct CommitDriverTests {
    @Test func aBatchBecomesAFileAndALink() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let report = try await Landing.land(Landing.records(0...4), server)
        #expect((report.outcome, report.rows, report.files) == (.landed, 5, 1))
        let link = try #require(try landing.links().first)
        #expect((link.start, link.end, link.gaps) == (0, 4, []))
        let file = try #require(link.files.first)
        #expect(file.url.hasPrefix("s3://example-landing/orders/partition=3/date=2025-11-24/00000000000000000000-"))
        #expect(landing.keys.count == 2)
    }

    @Test func aProcessThatHasLandedBeforeMakesTwoRequestsABatch() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let positions = KnownPositions()
        _ = try await Landing.land(Landing.records(0...4), server, positions: positions)
        let before = landing.kill.requestCount
        _ = try await Landing.land(Landing.records(5...9), server, positions: positions)
        #expect(landing.kill.requestCount - before == 2)
        #expect(try landing.links().map(\.end) == [4, 9])
    }

    @Test func whatWasLandedIsNotLandedAgainWhateverTheBatchesAre() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records(0...4), server)
        _ = try await Landing.land(Landing.records(2...7), server)
        let again = try await Landing.land(Landing.records(0...7), server)
        #expect(again.outcome == .duplicate)
        #expect(try landing.links().flatMap(\.files).map { [$0.first, $0.last] } == [[0, 4], [5, 7]])
    }

    /// The position behind a batch that others had landed is no place for a link: theirs may end further on.
    @Test func aDuplicateDoesNotMisleadTheNextBatch() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records(0...20), server)
        let positions = KnownPositions()
        _ = try await Landing.land(Landing.records(5...9), server, positions: positions)
        _ = try await Landing.land(Landing.records(10...22), server, positions: positions)
        #expect(try landing.links().map { [$0.start, $0.end] } == [[0, 20], [21, 22]])
    }

    /// Dies at each request in turn, before and after it was served; then the batch comes again with other boundaries.
    @Test(arguments: KillPoint.Moment.allCases) func noRequestIsTheWrongOneToDieAt(moment: KillPoint.Moment)
        async throws
    {
        for index in 0... {
            let landing = Landing()
            let server = try LoopbackServer { landing.reply($0) }
            _ = try await Landing.land(Landing.records(0...2), server)
            landing.kill.arm(at: index, moment)
            let first = try await Landing.land(Landing.records(3...9, bad: [6]), server)
            let wasReached = landing.kill.wasReached
            landing.kill.revive()
            if wasReached, first.outcome != .failed { #expect(moment == .afterItWasDone) }
            _ = try await Landing.land(Landing.records(2...5), server)
            _ = try await Landing.land(Landing.records(6...11, bad: [6]), server)
            let links = try landing.links()
            var next: Int64 = 0
            for link in links {
                #expect(link.start == next)
                next = link.end + 1
            }
            #expect(next == 12)
            #expect(links.flatMap(\.quarantined) == [6])
            #expect(links.flatMap(\.files).reduce(0) { $0 + $1.rows } == 11)
            for file in links.flatMap(\.files) { #expect(landing.keys.contains(file.url.replacing("s3:/", with: ""))) }
            if !wasReached { return }
        }
    }

    @Test func offsetsThatNeverCameAreNamed() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records(100...104), server)
        let report = try await Landing.land(Landing.records([107, 109]), server)
        #expect((report.outcome, report.missing) == (.gap, 3))
        #expect(report.reason == "offsets 105 to 106, 108 to 108 never came")
        // The chain begins in the middle of its topic: nothing was lost before it, and its first link says where.
        #expect(try landing.links().map(\.gaps) == [[0...99], [105...106, 108...108]])
    }

    @Test func aGapStopsThePartitionWhereThePlanSaysSo() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let topic = Landing.topic(gaps: .stop)
        let report = try await Landing.land(Landing.records([0, 1, 4, 5]), server, topic: topic)
        #expect((report.outcome, report.rows, report.retryFrom) == (.waiting, 2, 4))
        let again = try await Landing.land(Landing.records([4, 5]), server, topic: topic)
        #expect((again.outcome, again.rows, again.retryFrom) == (.waiting, 0, 4))
        #expect(try landing.links().map(\.end) == [1])
    }

    @Test func aBadRecordIsQuarantinedOrKeepsThePartitionWaiting() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let quarantined = try await Landing.land(Landing.records(0...3, bad: [2]), server)
        #expect((quarantined.outcome, quarantined.rows, quarantined.quarantined) == (.quarantined, 3, 1))
        #expect(landing.keys.contains("/example-landing/orders/_quarantine/3/00000000000000000002.json"))
        let waiting = try await Landing.land(
            Landing.records(4...7, bad: [6]),
            server,
            topic: Landing.topic(bad: .retry)
        )
        #expect((waiting.outcome, waiting.rows, waiting.retryFrom) == (.waiting, 2, 6))
        #expect(try landing.links().map(\.end) == [3, 5])
    }

    @Test func anObjectThatIsNoLinkStopsThePartition() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let key = "/example-landing/" + LandingPlaces(Landing.topic(), Landing.partition).chain.key(ofLinkAt: 0)
        landing.put("{}", at: key)
        let report = try await Landing.land(Landing.records(0...3), server)
        #expect((report.outcome, report.retryFrom) == (.failed, 0))
        #expect(report.error is UnreadableCommitLink)
    }
}
