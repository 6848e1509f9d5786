import TestSupport
import Testing

@testable import S3Copier

@Suite struct QueueMessageCompleterTests {
    @Test func whatIsToComeAgainComesAgainLater() async throws {
        let bed = try LocalCopier { request, _ in
            request.header("x-amz-copy-source") == nil
                ? .served : .reply(.status(400, body: "<Error><Code>Odd</Code></Error>"))
        }
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch([LocalCopier.created("k", bed.write())]))
        #expect(run?.outcomes == ["Failed"])
        #expect(run?.failed == ["0"])
        let seconds = try #require(bed.change { $0.queues.visibilities["r0"] })
        #expect((5...10).contains(seconds))
    }

    @Test func aDeadLetterQueueThatDoesNotAnswerLosesNothing() async throws {
        let bed = try LocalCopier { request, _ in
            request.header("x-amz-target") == "AmazonSQS.SendMessage" ? .diesBefore : .served
        }
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch(["not about S3"]), worker: "w")
        // The worker counts as dead then; what it answered is what counts here.
        #expect(run == nil)
        #expect(bed.change { $0.queues.messages }.isEmpty)
        let living = try LocalCopier { request, _ in
            request.header("x-amz-target") == "AmazonSQS.SendMessage" ? .reply(.status(500)) : .served
        }
        defer { living.stop() }
        #expect(try await living.run(LocalCopier.batch(["not about S3"]))?.failed == ["0"])
    }

    @Test func aPoisonMessageGoesToTheDeadLettersAtOnceAndItsBeginningIntoTheLog() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch([#"{"hello":"world"}"#]))
        #expect(run?.outcomes == ["Malformed"])
        #expect(run?.failed == [])
        #expect(bed.change { $0.queues.messages.map(\.body) } == [#"{"hello":"world"}"#])
        #expect(run?.log.first?.contains(#"{\"hello\":\"world\"}"#) == true)
    }

    @Test func aRecordThatCannotBeReadLeavesItsNeighboursCopied() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let good = LocalCopier.created("k", bed.write())
        let body = good.replacing("\"Records\":[", with: "\"Records\":[{\"broken\":1},")
        let run = try await bed.run(LocalCopier.batch([body]))
        #expect(run?.outcomes.sorted() == ["Copied", "Malformed"])
        #expect(bed.change { $0.queues.messages.map(\.body) } == [body])
        #expect(bed.copy() != nil)
    }

    // The queue's own visibility timeout is 30 minutes: that is too long for what failed early in a batch without time left.
    @Test func aFailureIsDelayedEvenWhenTheBatchRunsOutOfTime() async throws {
        let clock = ManualClock()
        let bed = try LocalCopier(["COPY_CONCURRENCY": "1"]) { request, _ in
            guard request.header("x-amz-copy-source") != nil else { return .served }
            if request.target.hasSuffix("/slow") { clock.advance(by: .seconds(901)) }
            return .reply(.status(400, body: "<Error><Code>Strange</Code></Error>"))
        }
        defer { bed.stop() }
        let bodies = ["bad", "slow"].map { key in
            bed.change { LocalCopier.created(key, $0.s3.put(LocalCopier.source, key, FakeContent(key, size: 1))) }
        }
        let run = try await bed.run(LocalCopier.batch(bodies), timeout: .seconds(900), clock: clock)
        #expect(run?.failed == ["0", "1"])
        #expect(bed.change { $0.queues.visibilities["r0"] } != nil)
        #expect(bed.change { $0.queues.visibilities["r1"] } == nil, "no time is left for a call")
    }
}
