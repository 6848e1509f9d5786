import TestSupport
import Testing

@testable import S3Copier

@Suite struct CopyNotifierTests {
    @Test func theEventBusIsNotifiedOfCopies() async throws {
        let bed = try LocalCopier(["EVENT_BUS_NAME": "example-bus"])
        defer { bed.stop() }
        let bodies = (0..<12).map { LocalCopier.created("k\($0)", bed.write("k\($0)")) }
        #expect(try await bed.run(LocalCopier.batch(bodies))?.failed == [])
        let events = bed.change { $0.events }
        #expect(events.count == 12)
        let detail = try #require(events.first?["Detail"]?.string.flatMap { JSON(Array($0.utf8)) })
        #expect(events.first?["Source"]?.string == "s3-copier")
        #expect(events.first?["DetailType"]?.string == "Object Copied")
        #expect(events.first?["EventBusName"]?.string == "example-bus")
        #expect(detail["target"]?["bucket"]?.string == LocalCopier.target)
        #expect(detail["outcome"]?.string == "Copied")
    }

    @Test func anEventThatWasRefusedIsSentWhenTheMessageComesAgain() async throws {
        let bed = try LocalCopier(["EVENT_BUS_NAME": "example-bus"]) { request, worker in
            worker == "first" && request.header("x-amz-target") == "AWSEvents.PutEvents"
                ? .reply(.status(500)) : .served
        }
        defer { bed.stop() }
        let event = LocalCopier.created("k", bed.write())
        #expect(try await bed.run(LocalCopier.batch([event]), worker: "first")?.failed == ["0"])
        #expect(try await bed.run(LocalCopier.batch([event]), worker: "second")?.failed == [])
        #expect(bed.change { $0.events.count } == 1)
    }

    // "Object Copied", of what is gone on both sides.
    @Test func theRemovalOfNothingIsNoCopy() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers", "EVENT_BUS_NAME": "bus"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])]))
        #expect(bed.change { $0.events.count } == 0)
    }
}
