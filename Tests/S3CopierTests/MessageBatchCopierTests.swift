import Glibc
import TestSupport
import Synchronization
import Testing

@testable import S3Copier

@Suite struct MessageBatchCopierTests {
    @Test func answersWithThePartThatFailed() async throws {
        let stub = try await StoreStub { target in
            target.hasSuffix("/denied") ? .status(403, body: "<Error><Code>AccessDenied</Code></Error>") : nil
        }
        defer { stub.server.stop() }
        let result = try await stub.run(try StoreStub.batch(["a", "denied", "b"]))
        #expect(result.failed == ["denied"])
        #expect(stub.server.requests.count == 3)
    }

    @Test func oneRequestAnObject() async throws {
        let stub = try await StoreStub()
        defer { stub.server.stop() }
        let keys = (0..<100).map { "k\($0)" }
        #expect(try await stub.run(try StoreStub.batch(keys)).failed.isEmpty)
        #expect(Set(stub.server.requests.map(\.target)) == Set(keys.map { "/example-target/\($0)" }))
        #expect(stub.server.requests.count == 100)
    }

    @Test func copiesAsManyAtATimeAsItMay() async throws {
        let running = Mutex((now: 0, most: 0))
        let stub = try await StoreStub(["TARGET_BUCKET": "example-target", "COPY_CONCURRENCY": "4"]) { _ in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            usleep(20_000)
            running.withLock { $0.now -= 1 }
            return nil
        }
        defer { stub.server.stop() }
        #expect(try await stub.run(try StoreStub.batch((0..<24).map { "k\($0)" })).failed.isEmpty)
        #expect(running.withLock { $0.most } == 4)
    }

    @Test func aFIFOGroupStopsAtItsFirstFailureAndOthersGoOn() async throws {
        let stub = try await StoreStub { target in
            target.hasSuffix("/bad") ? .status(404, body: "<Error><Code>NoSuchKey</Code></Error>") : nil
        }
        defer { stub.server.stop() }
        let batch = try StoreStub.batch(["a1", "b1", "bad", "a2", "b2"], fifoGroups: ["a", "b", "a", "a", "b"])
        let result = try await stub.run(batch)
        #expect(result.failed == ["bad", "a2"])
        let order = stub.server.requests.map(\.target)
        #expect(!order.contains("/example-target/a2"))
        #expect(order.contains("/example-target/b2"))
    }

    @Test func whatIsNotFinishedInTimeFailsAndTheRestDoesNot() async throws {
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let stub = try await StoreStub { target in
            guard target.hasSuffix("/slow") else { return nil }
            arrival.yield()
            return .hang
        }
        defer { stub.server.stop() }
        let batch = try StoreStub.batch(["a", "slow", "b"])
        let task = Task { try await stub.run(batch) }
        for await _ in arrived { break }
        // As the runtime does before the deadline. The two others may or may not be done by now, but are not lost.
        task.cancel()
        let result = try await task.value
        #expect(result.failed.contains("slow"))
        #expect(result.log.contains { $0.contains(#""outcome":"Unfinished""#) && $0.contains("/slow") })
    }

    @Test func aDeadlineThatPassesDuringACopyIsNotAFailureOfTheObject() async throws {
        let stub = try await StoreStub { _ in .hang }
        defer { stub.server.stop() }
        let result = try await stub.run(try StoreStub.batch(["slow"]), timeout: .milliseconds(300))
        #expect(result.failed == ["slow"])
        #expect(result.log.contains { $0.contains(#""outcome":"Unfinished""#) })
    }

    @Test func ofTwoStatesOfAnObjectInABatchTheLaterIsCopied() async throws {
        let stub = try await StoreStub()
        defer { stub.server.stop() }
        func record(_ sequencer: String, _ etag: String) -> String {
            #"{"eventVersion":"2.1","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"example-source"},"#
                + #""object":{"key":"k","size":5,"eTag":"\#(etag)","sequencer":"\#(sequencer)"}}}"#
        }
        let body =
            #"{\"Records\":[\#([record("0A1", "new"), record("09F", "old")].joined(separator: ",").replacing("\"", with: "\\\""))]}"#
        let result = try await stub.run(Array(#"{"Records":[{"messageId":"m","body":"\#(body)"}]}"#.utf8))
        #expect(result.failed.isEmpty)
        #expect(stub.server.requests.map { $0.header("x-amz-copy-source-if-match") } == ["\"new\""])
        #expect(result.log.contains { $0.contains(#""outcome":"Superseded""#) })
    }

    @Test func everyOutcomeIsLoggedOnceWithSourceTargetBytesAndDuration() async throws {
        let stub = try await StoreStub()
        defer { stub.server.stop() }
        let result = try await stub.run(try StoreStub.batch(["a%2Bb"]))
        #expect(result.log.count == 1)
        for part in [
            #""outcome":"Copied""#, #""source":"s3://example-source/a+b""#, #""target":"s3://example-target/a+b""#,
            #""bytes":5"#,
            #""durationMs":"#, #""messageId":"a%2Bb""#,
        ] {
            #expect(result.log[0].contains(part))
        }
    }

    @Test func aMessageWithSeveralRecordsFailsIfOneDoesAndTheOthersAreCopied() async throws {
        let stub = try await StoreStub { target in
            target.hasSuffix("second.csv") ? .status(404, body: "<Error><Code>NoSuchKey</Code></Error>") : nil
        }
        defer { stub.server.stop() }
        let event = try readEvent("sqs-sns-several-records-in-one-message.json")
        let result = try await stub.run(event)
        #expect(result.failed.count == 1)
        // Of the second object S3 is asked once more: is it really gone?
        #expect(stub.server.requests.count == 4)
    }
}
