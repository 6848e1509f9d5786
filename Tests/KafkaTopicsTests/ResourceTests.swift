import JSON
import LambdaEvents
import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import Testing

@testable import KafkaTopics

/// The custom resource: what it decides, and that CloudFormation is answered once.
@Suite(.timeLimit(.minutes(1))) struct ResourceTests {
    private static func difference(exists: Bool, partitions: Int32 = 6) -> ClusterDifference {
        let topic = TopicPlan(name: "a", partitions: 6, replication: 1, configs: [:], table: nil, owner: nil)
        let state = TopicState(name: "a", partitions: partitions, replication: 1, configs: [:])
        let cluster = ClusterState(
            clusterID: nil,
            brokers: 1,
            topics: exists ? ["a": state] : [:],
            unreadable: [:],
            names: exists ? ["a"] : []
        )
        return ClusterDifference(TopicsPlan(name: "p", topics: [topic]), cluster)
    }

    @Test func aTopicThatWasThereBeforeDoesNotGoWithAStack() {
        func decision(exists: Bool, isNew: Bool, own: Set<String> = []) -> ResourceDecision {
            ResourceDecision(
                applying: Self.difference(exists: exists),
                isNew: isNew,
                isDeletedWithStack: true,
                ownTopics: own
            )
        }
        #expect(decision(exists: false, isNew: true) == .apply)
        #expect(decision(exists: true, isNew: false, own: ["a"]) == .apply)
        for isNew in [true, false] {
            let refused = decision(exists: true, isNew: isNew)
            #expect(refused == .refuse(reason: "OnDelete is delete, and these topics are there already: a"))
        }
    }

    @Test func whatIsNeverDoneFailsACreationAndNoRollback() {
        let shrinking = Self.difference(exists: true, partitions: 9)
        let created = ResourceDecision(
            applying: shrinking,
            isNew: true,
            isDeletedWithStack: false,
            ownTopics: []
        )
        guard case .refuse(let reason) = created else { return #expect(Bool(false), "\(created)") }
        #expect(reason.contains("a has 9 partitions"))
        let updated = ResourceDecision(applying: shrinking, isNew: false, isDeletedWithStack: false, ownTopics: [])
        #expect(updated == .apply)
    }

    @Test func topicsAreDeletedOnlyWhereTheStackAsksForItAndThePlatformAllowsIt() {
        func decision(asks: Bool, allowed: Bool, id: String? = "kafka-topics-T") -> ResourceDecision {
            ResourceDecision(deleting: ["a"], physicalID: id, isDeletedWithStack: asks, isAllowed: allowed)
        }
        #expect(decision(asks: true, allowed: true) == .delete(["a"]))
        for (asks, allowed) in [(false, false), (false, true), (true, false)] {
            guard case .keep = decision(asks: asks, allowed: allowed) else {
                #expect(Bool(false), "\(asks) \(allowed)")
                continue
            }
        }
        let notCreated = decision(asks: true, allowed: true, id: ResourceDecision.notCreated)
        #expect(notCreated == .keep(reason: "nothing was created"))
    }

    // MARK: - Answers

    private final class Answers: Sendable {
        let bodies = Mutex<[JSONValue]>([])
        let contentTypes = Mutex<[String?]>([])
    }

    private static func event(_ kind: String, url: String, properties: String, id: String? = nil) -> [UInt8] {
        let physical = id.map { #""PhysicalResourceId":"\#($0)","# } ?? ""
        let text = """
            {"RequestType":"\(kind)","ResponseURL":"\(url)/answer?X-Amz-Signature=secret","StackId":"stack","RequestId":"r1",
            "ResourceType":"Custom::KafkaTopics","LogicalResourceId":"Topics",\(physical)
            "ResourceProperties":{"ServiceToken":"arn",\(properties)}}
            """
        return Array(text.utf8)
    }

    private func answers(
        to kind: String,
        properties: String,
        id: String? = nil,
        statuses: [Int] = [200]
    ) async throws -> (bodies: [JSONValue], error: (any Error)?) {
        let received = Answers()
        let count = SharedCount()
        let server = try LoopbackServer { request in
            received.bodies.withLock {
                $0.append((try? JSONDocument(request.body).root.decode(JSONValue.self)) ?? .null)
            }
            received.contentTypes.withLock { $0.append(request.header("content-type")) }
            return .status(statuses[min(count.next(), statuses.count) - 1])
        }
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let environment = Environment([
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s", "PLAN": "example",
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "KAFKA_AUTHENTICATION": "NONE", "KAFKA_TLS": "false",
            "LAMBDA_TASK_ROOT": "\(#filePath.split(separator: "/Tests/", maxSplits: 1)[0])/functions/KafkaTopics",
        ])
        let function = try KafkaTopics(LambdaInitializationContext(environment: environment, logger: silent))
        let context = LambdaContext(requestID: "request", deadline: .now + .seconds(8), logger: silent)
        var failure: (any Error)?
        do {
            _ = try await function.respond(
                to: Self.event(kind, url: server.url, properties: properties, id: id),
                context
            )
        } catch {
            failure = error
        }
        #expect(received.contentTypes.withLock { $0.allSatisfy { $0 == nil } }, "the address is signed without a type")
        return (received.bodies.withLock { $0 }, failure)
    }

    private static let plan = #""Plan":"topics: {a: {partitions: 1, replication: 1}}""#

    @Test func anUnreachableClusterFailsTheResourceOnce() async throws {
        let (bodies, error) = try await answers(to: "Create", properties: Self.plan)
        #expect(error == nil, "an error would have Lambda do and answer it again")
        #expect(bodies.count == 1)
        #expect(bodies.first?["Status"]?.string == "FAILED")
        #expect(bodies.first?["PhysicalResourceId"]?.string == ResourceDecision.notCreated)
        #expect(bodies.first?["RequestId"]?.string == "r1")
        #expect(bodies.first?["Reason"]?.string?.contains("127.0.0.1:1") == true)
    }

    @Test(arguments: [
        #""Plan":"topics: {a: {}}""#, #""Plan":"{""#, #""Plan":7"#, #""OnDelete":"delete""#, #""OnDelete":"now""#,
        #""Plans":"x""#,
    ])
    func propertiesThatAreNoneFailTheResourceOnce(properties: String) async throws {
        let (bodies, error) = try await answers(to: "Update", properties: properties, id: "kafka-topics-Topics")
        #expect(error == nil)
        #expect(bodies.map { $0["Status"]?.string } == ["FAILED"])
        #expect(bodies.first?["PhysicalResourceId"]?.string == "kafka-topics-Topics")
        #expect(bodies.first?["Reason"]?.string?.contains("secret") == false)
    }

    @Test func aDeletedStackKeepsItsTopicsWithoutAskingTheCluster() async throws {
        let (bodies, error) = try await answers(to: "Delete", properties: Self.plan, id: "kafka-topics-Topics")
        #expect(error == nil)
        #expect(bodies.map { $0["Status"]?.string } == ["SUCCESS"])
        #expect(bodies.first?["Reason"]?.string == "the topics are kept: OnDelete is not delete")
    }

    @Test func anAnswerThatIsNotTakenIsPutAgain() async throws {
        let (bodies, error) = try await answers(
            to: "Delete",
            properties: Self.plan,
            id: "kafka-topics-Topics",
            statuses: [503, 200]
        )
        #expect(error == nil)
        #expect(bodies.count == 2)
        #expect(bodies.first == bodies.last)
    }

    @Test func anAnswerThatCannotBePutIsAnErrorWithoutItsAddress() async throws {
        let (bodies, error) = try await answers(
            to: "Delete",
            properties: Self.plan,
            id: "kafka-topics-Topics",
            statuses: [403]
        )
        #expect(bodies.count == 1)
        #expect((error as? UnansweredResource)?.reason == "status 403")
        #expect("\(error.map { "\($0)" } ?? "")".contains("secret") == false)
    }

    @Test func aLongReasonIsCut() throws {
        let event = try JSONDocument(Self.event("Create", url: "u", properties: Self.plan)).root
        let request = try CustomResourceRequest(event)
        let response = CustomResourceResponse(
            to: request,
            isSuccess: false,
            reason: String(repeating: "ü", count: 9_000),
            physicalID: "p"
        )
        #expect(response.bytes.count < 4_096)
        #expect(response.reason.hasSuffix("…"))
        #expect(!"\(request)\(String(reflecting: request))".contains("X-Amz-Signature"))
    }
}
