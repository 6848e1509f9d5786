import LambdaEvents
import TestSupport
import Testing

@testable import S3Copier

/// Events that no queue stands behind are copied as well; what is not for this function is refused in a sentence.
@Suite struct DirectEventTests {
    private func event(_ bed: LocalCopier) throws -> JSON {
        try JSON.parse(
            bed.change { LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 10))) }
        )
    }

    enum Sender: String, CaseIterable, Sendable {
        case s3, sns, eventBridge, pipe, pipeOfNotifications, pipeOfEventBridge, one, listOfRecords, rawSNS,
            snsOfEventBridge, pipeOfEventBridgeInQueue

        func send(_ notification: JSON) -> JSON {
            switch self {
            case .s3: return notification
            case .sns:
                return .object([
                    "Records": .array([
                        .object([
                            "EventSource": "aws:sns", "EventVersion": "1.0",
                            "Sns": .object(["Type": "Notification", "Message": .string(notification.text)]),
                        ])
                    ])
                ])
            case .eventBridge:
                return .object([
                    "source": "aws.s3", "detail-type": "Object Created", "region": .string(LocalCopier.sourceRegion),
                    "detail": .object([
                        "bucket": .object(["name": .string(LocalCopier.source)]),
                        "object": .object(["key": "k", "size": 10]),
                    ]),
                ])
            // A pipe whose target gets the bodies alone (its input template is <$.body>), and one message in place of a list.
            case .pipeOfNotifications: return .array([notification])
            case .pipeOfEventBridge: return .array([Sender.eventBridge.send(notification)])
            case .listOfRecords: return .array(notification["Records"]?.array ?? [])
            case .one: return notification["Records"]?.array?.first ?? .null
            // A subscriber by HTTP or a tool that unpacks the record hands on SNS's message itself.
            case .rawSNS:
                return .object([
                    "Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:us-west-2:123456789012:t",
                    "Message": .string(notification.text),
                ])
            case .snsOfEventBridge:
                return .object([
                    "Records": .array([
                        .object([
                            "EventSource": "aws:sns", "EventVersion": "1.0",
                            "Sns": .object([
                                "Type": "Notification", "Message": .string(Sender.eventBridge.send(notification).text),
                            ]),
                        ])
                    ])
                ])
            case .pipeOfEventBridgeInQueue:
                return .array([
                    .object([
                        "body": .string(Sender.eventBridge.send(notification).text), "messageId": "m",
                        "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:example-copy",
                        "receiptHandle": "r",
                    ])
                ])
            case .pipe:
                return .array([
                    .object([
                        "messageId": "m", "body": .string(notification.text), "eventSource": "aws:sqs",
                        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:example-copy", "receiptHandle": "r",
                    ])
                ])
            }
        }
    }

    @Test(arguments: Sender.allCases) func whoeverSendsAnEventItsObjectIsCopied(sender: Sender) async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let run = try #require(try await bed.run(sender.send(event(bed))))
        #expect(run.outcomes == ["Copied"])
        #expect(run.failed == [])
    }

    @Test func whatFailsIsAnErrorSoThatLambdaTriesAgain() async throws {
        let bed = try LocalCopier { request, _ in
            guard request.header("x-amz-copy-source") != nil else { return .served }
            return .reply(.status(403, body: "<Error><Code>AccessDenied</Code></Error>"))
        }
        defer { bed.stop() }
        let error = await #expect(throws: CopyFailure.self) { _ = try await bed.run(Sender.s3.send(event(bed))) }
        #expect(error?.description.contains("Denied: S3 CopyObject") == true)
    }

    static let foreign: [(event: String, words: String)] = [
        (#"{"Records":[{"eventSource":"aws:kinesis","kinesis":{}}]}"#, "Kinesis"),
        (#"{"Records":[{"eventSource":"aws:dynamodb","dynamodb":{}}]}"#, "DynamoDB"),
        (#"{"source":"aws.dms","detail-type":"x","detail":{}}"#, "DMS"),
        (
            #"{"source":"aws.s3","detail-type":"AWS API Call via CloudTrail","detail":{"eventName":"PutObject"}}"#,
            "CloudTrail"
        ),
        (#"{"deliveryStreamArn":"arn:aws:firehose:eu-west-1:123456789012:deliverystream/x","records":[]}"#, "Firehose"),
        (#"{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}"#, "schedule"),
        (#"{"status":"k"}"#, "status"),
        (#"{"hello":1}"#, "hello"),
    ]

    @Test(arguments: foreign.filter { !$0.event.contains("Records") })
    func theSameByTheQueueGoesToTheDeadLetters(event: String, words: String) async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let run = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(run.outcomes == ["Malformed"])
        #expect(run.log.contains { $0.contains(words) && $0.contains("S3Copier takes") }, "\(run.log)")
        #expect(bed.change { $0.queues.messages.map(\.body) } == [event])
    }

    @Test(arguments: foreign)
    func somebodyElsesEventIsRefusedInASentence(event: String, words: String) async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let error = await #expect(throws: (any Error).self) { _ = try await bed.run(try JSON.parse(event)) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains(words), "\(text)")
        #expect(text.contains("S3Copier takes"), "\(text)")
    }
}
