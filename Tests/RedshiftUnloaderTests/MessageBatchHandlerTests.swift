import LambdaEvents
import TestSupport
import Testing

@testable import RedshiftUnloader

/// The function behind a queue: what an SNS topic, a pipe or a person puts there.
@Suite struct MessageBatchHandlerTests {
    private func batch(_ bodies: [(id: String, body: String)], group: String? = nil) -> [UInt8] {
        let records = bodies.map { id, body in
            let attributes = group.map { #","attributes":{"MessageGroupId":"\#($0)"}"# } ?? ""
            let source = group == nil ? "q" : "q.fifo"
            return
                #"{"messageId":"\#(id)","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:1:\#(source)","body":\#(JSON.string(body).text)\#(attributes)}"#
        }
        return Array(#"{"Records":[\#(records.joined(separator: ","))]}"#.utf8)
    }

    private func failed(_ bench: UnloaderBench, _ event: [UInt8]) async throws -> (ids: [String], log: [String]) {
        let (bytes, log) = try await bench.respond(event)
        let answer = try #require(JSON(bytes))
        return ((answer["batchItemFailures"]?.array ?? []).compactMap { $0["itemIdentifier"]?.string }, log)
    }

    @Test func eachMessageIsAnEventOfItsOwn() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let start = #"{"plan": \#(inlinePlan([orders]))}"#
        let other = #"{"plan": \#(inlinePlan([orders], name: "other"))}"#
        let notification = #"{"Type":"Notification","Message":\#(JSON.string(other).text)}"#
        let event = batch([("1", start), ("2", notification), ("3", UnloaderBench.schedule)])
        #expect(try await failed(bench, event).ids == [])
        #expect(bench.cloud.world.with { $0.statements.count } == 6)
        // Delivered again, each message finds its run.
        #expect(try await failed(bench, event).ids == [])
        #expect(bench.cloud.world.with { $0.statements.count } == 6)
    }

    /// Manual starts of plans without a window are keyed on the message, which a repeated delivery keeps.
    @Test func aStartIsKeyedOnItsMessage() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan =
            #"{"name": "all", "exports": [{"schema": "s", "table": "t", "to": "all/${run}/"}]}"#
        let start = #"{"plan": \#(plan)}"#
        _ = try await failed(bench, batch([("1", start), ("2", start)]))
        _ = try await failed(bench, batch([("2", start)]))
        #expect(bench.cloud.world.with { $0.statements.count } == 2)
    }

    @Test(arguments: [
        ("not JSON", "cannot be read"), (#"{"plan": "no-such-plan"}"#, "no-such-plan"),
        (#"{"whait": true}"#, "whait"),
        (#"{"source":"aws.glue","detail-type":"Glue Job State Change","detail":{"jobName":"j"}}"#, "Glue job"),
        (#"{"retry": "unknown"}"#, "there is no run"), ("", "cannot be read"),
    ])
    func aBadMessageGoesBackAndIsNamed(body: String, word: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let good = #"{"plan": \#(inlinePlan([orders]))}"#
        let (ids, log) = try await failed(bench, batch([("bad", body), ("good", good)]))
        #expect(ids == ["bad"])
        #expect(bench.cloud.world.with { $0.statements.count } == 1)
        let line = try #require(log.first { $0.contains("message bad: it goes back") })
        #expect(line.contains(word), "\(line)")
    }

    @Test func aGroupOfAFifoQueueKeepsItsOrder() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let good = #"{"plan": \#(inlinePlan([orders]))}"#
        let event = batch(
            [("1", good), ("2", "bad"), ("3", #"{"plan": \#(inlinePlan([orders], name: "b"))}"#)],
            group: "g"
        )
        #expect(try await failed(bench, event).ids == ["2", "3"])
        #expect(bench.cloud.world.with { $0.statements.count } == 1)
    }

    @Test func messagesThereIsNoTimeForGoBack() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let event = batch([("1", #"{"sweep": true}"#), ("2", #"{"sweep": true}"#)])
        let (bytes, _) = try await bench.respond(event, timeout: .milliseconds(500))
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""1""#))
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""2""#))
    }

    @Test func anInvocationWithSeveralEventsAnswersEach() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let (bytes, _) = try await bench.respond(Array(#"[{"sweep": true}, {"plan": "example"}]"#.utf8))
        let answers = try #require(JSON(bytes)?["answers"]?.array)
        #expect(answers.compactMap { $0["outcome"]?.string } == ["Swept", "Run"])
    }
}
