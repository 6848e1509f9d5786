import TestSupport
import Testing

@testable import S3Copier

@Suite struct CrawlSchedulerTests {
    @Test func aBurstOfCopiesIsOneCrawl() async throws {
        let bed = try LocalCopier(["CRAWLER_NAME": "lake", "after.wait": "30s"])
        defer { bed.stop() }
        for number in 0..<5 {
            _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k\(number)", bed.write("k\(number)"))]))
        }
        let messages = bed.change { $0.queues.take(from: LocalCopier.queue) }
        #expect(messages.map(\.delay) == [30])
        #expect(bed.change { $0.starts }.isEmpty)
        #expect(try await bed.run(LocalCopier.batch(messages.map(\.body)))?.outcomes == ["CrawlHandled"])
        #expect(bed.change { $0.starts } == ["lake"])
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("late", bed.write("late"))]))
        #expect(bed.change { $0.queues.messages.count } == 1, "what comes after the crawl began asks anew")
    }

    @Test func aCrawlerThatIsRunningIsStartedAgainLater() async throws {
        let bed = try LocalCopier(["CRAWLER_NAME": "lake"]) { request, _ in
            request.header("x-amz-target") == "AWSGlue.StartCrawler"
                ? .reply(.status(400, body: #"{"__type":"CrawlerRunningException"}"#)) : .served
        }
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", bed.write())]))
        let first = bed.change { $0.queues.take(from: LocalCopier.queue) }
        #expect(try await bed.run(LocalCopier.batch(first.map(\.body)))?.failed == [])
        #expect(bed.change { $0.queues.messages.map(\.delay) } == [60])
    }

    @Test func aCrawlWhoseMessageGotLostIsScheduledAgain() async throws {
        let bed = try LocalCopier(["CRAWLER_NAME": "lake"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", bed.write())]))
        _ = bed.change { $0.queues.take(from: LocalCopier.queue) }
        bed.change { $0.seconds += 3_600 }
        _ = try await bed.run(.object(["sweep": .bool(true)]))
        #expect(bed.change { $0.queues.messages.count } == 1)
    }

    // The crawl could not be asked for: "their messages come again", and ask for none.
    @Test func aCrawlThatCouldNotBeScheduledIsScheduledWhenTheMessageComesAgain() async throws {
        let calls = SharedCount()
        let bed = try LocalCopier(["CRAWLER_NAME": "c"]) { request, _ in
            guard request.header("x-amz-target") == "DynamoDB_20120810.PutItem", calls.next() == 1 else {
                return .served
            }
            return .reply(.status(500, body: #"{"__type":"InternalServerError"}"#))
        }
        defer { bed.stop() }
        let event = bed.put("a")
        #expect(try await bed.run(LocalCopier.batch([event]))?.failed == ["0"])
        #expect(try await bed.run(LocalCopier.batch([event]))?.failed == [])
        #expect(bed.change { $0.queues.messages.count } == 1)
    }

    // The schedule was recorded, but SQS did not take its message.
    @Test func aCrawlWhoseMessageWasRefusedIsScheduledWhenTheCopysMessageComesAgain() async throws {
        let calls = SharedCount()
        let bed = try LocalCopier(["CRAWLER_NAME": "c"]) { request, _ in
            guard request.header("x-amz-target") == "AmazonSQS.SendMessage", calls.next() == 1 else { return .served }
            return .reply(.status(500, body: #"{"__type":"InternalError"}"#))
        }
        defer { bed.stop() }
        let event = bed.put("a")
        #expect(try await bed.run(LocalCopier.batch([event]))?.failed == ["0"])
        #expect(try await bed.run(LocalCopier.batch([event]))?.failed == [])
        #expect(bed.change { $0.queues.messages.count } == 1)
    }
}
