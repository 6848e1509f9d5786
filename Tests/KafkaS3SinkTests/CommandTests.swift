import JSON
import LambdaRuntime
import Logging
import TestSupport
import Testing
import UTCTime

@testable import KafkaS3Sink

/// Commands, as the function is invoked with them.
@Suite struct CommandTests {
    private static let plan = """
        {"topics": {"orders": {"to": "s3://example-landing/orders/", "envelope": "json"},
                    "clicks": {"to": "s3://example-landing/clicks/", "envelope": "json"}}}
        """

    private static func invoke(_ event: String, _ landing: Landing, _ server: LoopbackServer) async throws -> JSONValue
    {
        landing.put(plan, at: "/example-plans/sink.json")
        let variables = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1", "PLAN_S3_URI": "s3://example-plans/sink.json",
        ]
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let function = try KafkaS3Sink(LambdaInitializationContext(environment: Environment(variables), logger: silent))
        let context = LambdaContext(requestID: "request", deadline: .now + .seconds(60), logger: silent)
        let response = try await function.respond(to: Array(event.utf8), context)
        return try JSONDocument(response.bytes).root.decode(JSONValue.self)
    }

    private static func failed(_ offsets: [Int64]) throws -> String {
        let records = offsets.map {
            #"{"topic": "orders", "partition": 3, "offset": \#($0), "timestamp": 1764000000000, "value": "eyJpZCI6IDF9"}"#
        }
        let event = #"{"eventSource": "aws:kafka", "records": {"orders-3": [\#(records.joined(separator: ","))]}}"#
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("KafkaBatchInfo")
        writer.beginObject()
        writer.endObject()
        writer.member("payload", event)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func theStatusTellsHowFarEachPartitionIsAndWhichGapsAreOpen() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records([0, 1, 5], bad: [1]), server)
        _ = try await Landing.land(Landing.records([6, 9]), server)
        _ = try await Landing.replay(Landing.records([3]), server)
        let all = try await Self.invoke(#"{"status": true}"#, landing, server)
        #expect(all["outcome"]?.string == "Status")
        #expect(all["partitions"]?.array?.map { $0["next"]?.int64 } == [10])
        #expect(all["partitions"]?[0]?["gaps"]?.text() == "[[7,8]]")
        let asked = #"{"status": {"topic": "orders", "partition": 3, "links": 10}}"#
        let whole = try await Self.invoke(asked, landing, server)["partitions"]?[0]
        #expect(whole?["gaps"]?.text() == "[[2,2],[4,4],[7,8]]")
        #expect(whole?["quarantined"]?.text() == "[1]")
        #expect((whole?["rows"]?.int64, whole?["links"]?.int64) == (4, 2))
    }

    @Test func everyPartitionWithAChainIsFound() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let link = CommitLink(
            partition: Landing.partition,
            start: 0,
            end: 6,
            files: [],
            gaps: [],
            quarantined: [],
            writer: "w"
        )
        for number in [0, 1, 2, 10, 11, 100] {
            let chain = CommitChain(partition: Landing.partition, folder: "clicks/_commits/\(number)/")
            landing.put(
                String(decoding: link.bytes(), as: UTF8.self),
                at: "/example-landing/\(chain.key(ofLinkAt: 0))"
            )
        }
        let answer = try await Self.invoke(#"{"status": {"topic": "clicks"}}"#, landing, server)
        #expect(answer["partitions"]?.array?.compactMap { $0["partition"]?.int64 } == [0, 1, 2, 10, 11, 100])
        #expect(answer["partitions"]?.array?.allSatisfy { $0["next"]?.int64 == 7 } == true)
    }

    @Test func aPartitionWithoutAChainWaitsForOffsetZero() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let answer = try await Self.invoke(#"{"status": {"topic": "orders", "partition": 7}}"#, landing, server)
        #expect(answer["partitions"]?[0]?["next"]?.int64 == 0)
        #expect(answer["partitions"]?[0]?["links"]?.int64 == 0)
    }

    @Test func aReplayReadsRecordsOfTheFailureDestinationOneByOneOrAFolderOfThem() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records([0, 1, 6]), server)
        landing.put(try Self.failed([2, 3]), at: "/example-failures/aws/lambda/1")
        landing.put(try Self.failed([3, 4, 5]), at: "/example-failures/aws/lambda/2")
        let one = try await Self.invoke(#"{"replay": "s3://example-failures/aws/lambda/1"}"#, landing, server)
        #expect(one["outcome"]?.string == "Replayed")
        #expect(one["replayed"]?[0]?["partitions"]?[0]?["filled"]?.int64 == 2)
        let all = try await Self.invoke(#"{"replay": ["s3://example-failures/aws/lambda/"]}"#, landing, server)
        #expect(all["replayed"]?.array?.map { $0["partitions"]?[0]?["outcome"]?.string } == ["Duplicate", "Landed"])
        #expect(try landing.fills().map(\.gaps) == [[4...5], []])
    }

    @Test(arguments: [
        (#"{"replay": "example-failures"}"#, "no s3://bucket/key"), (#"{"replay": []}"#, "1 to 1000 places"),
        (#"{"replay": "s3://example-failures/x", "plan": "x"}"#, "other members"),
        (#"{"replay": 7}"#, "cannot be read"), (#"{"status": {"table": "x"}}"#, "no member of status"),
        (#"{"status": {"partition": 1}}"#, "needs a topic"),
        (#"{"status": {"topic": "orders", "links": 0}}"#, "must be 1 to 1000"),
        (#"{"status": true, "topic": "orders"}"#, "no member"), (#"{"sweep": true}"#, "KafkaS3Sink takes"),
        (#"{"replay": "s3://example-failures/metadata"}"#, "only a failure destination in S3"),
        (#"{"replay": "s3://example-failures/nonsense"}"#, "no KafkaBatchInfo"),
    ])
    func aCommandThatCannotBeCarriedOutSaysWhy(event: String, message: String) async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        landing.put(#"{"KafkaBatchInfo": {"batchSize": 3}}"#, at: "/example-failures/metadata")
        landing.put(#"{"some": "JSON"}"#, at: "/example-failures/nonsense")
        let error = await #expect(throws: InvalidRequest.self) { try await Self.invoke(event, landing, server) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(message), "\(error.map { "\($0)" } ?? "none")")
    }

    @Test func aTopicThatThePlanLacksIsNamed() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        await #expect(throws: UnknownTopic.self) {
            try await Self.invoke(#"{"status": {"topic": "nobody"}}"#, landing, server)
        }
    }
}
