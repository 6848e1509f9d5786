import FoundationEssentials
import Testing

@testable import LambdaEvents

@Suite struct S3DeliveryTests {
    private func record(
        _ name: String = "ObjectCreated:Put",
        key: String = "k",
        version: String = "2.1",
        extra: String = #","size":5,"eTag":"e","versionId":"v","sequencer":"0055""#
    ) -> String {
        #"{"eventVersion":"\#(version)","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-11-21T00:00:00.000Z","#
            + #""eventName":"\#(name)","unknown":{"x":[1]},"s3":{"bucket":{"name":"b"},"object":{"key":"\#(key)"\#(extra)}}}"#
    }

    private func events(_ body: String) throws -> [S3ObjectEvent] {
        guard case .events(let events) = try S3Delivery(messageBody: body) else { return [] }
        return events
    }

    private func wrapped(_ message: String) throws -> String {
        let escaped = String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
        return #"{"Type":"Notification","TopicArn":"arn:aws:sns:eu-west-1:123456789012:t","Message":\#(escaped)}"#
    }

    @Test func readsEveryShapeAsTheSameEvent() throws {
        let raw = #"{"Records":[\#(record())]}"#
        let expected = S3ObjectEvent(
            kind: .created,
            name: "ObjectCreated:Put",
            bucket: "b",
            key: "k",
            size: 5,
            etag: "e",
            versionID: "v",
            sequencer: "0055",
            region: "eu-west-1",
            time: "2026-11-21T00:00:00.000Z"
        )
        #expect(try events(raw) == [expected])
        #expect(try events(wrapped(raw)) == [expected])
    }

    @Test func readsEventBridge() throws {
        let body =
            #"{"version":"0","detail-type":"Object Created","source":"aws.s3","time":"t","region":"eu-west-1","detail":{"#
            + #""bucket":{"name":"b"},"object":{"key":"a+b %41/é","size":5,"etag":"e","version-id":"","sequencer":"00"}}}"#
        let event = try #require(try events(body).first)
        #expect(event.kind == .created)
        #expect(event.key == "a+b %41/é", "EventBridge does not encode keys")
        #expect(event.versionID == nil)
        #expect(try events(wrapped(body)) == [event])
    }

    @Test func readsSeveralRecords() throws {
        #expect(try events(#"{"Records":[\#(record(key: "a")),\#(record(key: "b"))]}"#).map(\.key) == ["a", "b"])
    }

    @Test func readsTheTestEvent() throws {
        let body =
            #"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"t","Bucket":"b","RequestId":"r","HostId":"h"}"#
        #expect(try S3Delivery(messageBody: body) == .testEvent(bucket: "b"))
        #expect(try S3Delivery(messageBody: wrapped(body)) == .testEvent(bucket: "b"))
    }

    @Test(arguments: [
        ("ObjectCreated:Put", S3ObjectEvent.Kind.created), ("s3:ObjectCreated:CompleteMultipartUpload", .created),
        ("ObjectRemoved:DeleteMarkerCreated", .removed), ("ObjectTagging:Put", .taggingChanged),
        ("ObjectAcl:Put", .aclChanged),
        ("ObjectRestore:Completed", .restored), ("LifecycleExpiration:Delete", .removed),
        ("LifecycleTransition", .other), ("", .other),
    ])
    func tellsWhatHappened(name: String, kind: S3ObjectEvent.Kind) throws {
        #expect(try events(#"{"Records":[\#(record(name))]}"#).first?.kind == kind)
    }

    @Test func fieldsThatSomeEventsLackMayBeMissing() throws {
        let event = try #require(try events(#"{"Records":[\#(record("ObjectRemoved:Delete", extra: ""))]}"#).first)
        #expect(event.size == nil)
        #expect(event.etag == nil)
        #expect(event.versionID == nil)
    }

    @Test(arguments: [
        ("this+im+%2B+age", "this im + age"), ("a%2F%2Fb", "a//b"), ("..%2Fx", "../x"), ("%F0%9F%98%80", "😀"),
        ("%2541", "%41"),
        ("caf%c3%a9", "café"), ("e%CC%81", "e\u{301}"), ("dir/", "dir/"),
    ])
    func keysAreFormDecoded(encoded: String, key: String) throws {
        let decoded = try #require(try events(#"{"Records":[\#(record(key: encoded))]}"#).first?.key)
        #expect(Array(decoded.utf8) == Array(key.utf8))
    }

    @Test(arguments: ["", "%", "%4", "%zz", "%FF", "a%C3"]) func aKeyThatCannotBeDecodedFailsItsMessage(key: String) {
        let error = #expect(throws: S3DeliveryError.self) { try events(#"{"Records":[\#(record(key: key))]}"#) }
        #expect(error?.description.contains("form-encoded") == true)
    }

    @Test(arguments: [
        "", "not JSON {", "null", "[]", "7", "{}", #"{"Records":[]}"#, #"{"Records":[{}]}"#, #"{"Records":7}"#,
        #"{"Type":"Notification","Message":"hello"}"#, #"{"Type":"Notification"}"#, #"{"Type":7,"Message":{}}"#,
        #"{"source":"aws.s3","detail-type":"Object Created"}"#, #"{"source":"aws.glue","detail-type":"x","detail":{}}"#,
        #"{"Event":"s3:OtherEvent"}"#,
        #"{"Type":"Notification","Message":"{\"Type\":\"Notification\",\"Message\":\"{}\"}"}"#,
    ])
    func anythingElseFailsWithItsBeginning(body: String) {
        let error = #expect(throws: S3DeliveryError.self) { try S3Delivery(messageBody: body) }
        #expect(error?.description.contains("it begins: ") == true)
    }

    @Test(arguments: [
        "{}", "7", #"{"eventVersion":"3.0","eventName":"x","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}"#,
    ])
    func aRecordThatCannotBeReadDoesNotTakeItsNeighboursWithIt(bad: String) throws {
        let delivery = try S3Delivery(messageBody: #"{"Records":[\#(record()),\#(bad),\#(record())]}"#)
        guard case .partly(let events, let problem) = delivery else { return #expect(Bool(false), "\(delivery)") }
        #expect(events.count == 2)
        #expect(problem.description.contains("it begins: "))
    }

    @Test func quotesNoMoreThanTwoHundredCharacters() {
        let error = #expect(throws: S3DeliveryError.self) {
            try S3Delivery(messageBody: String(repeating: "x", count: 5000))
        }
        #expect((error?.description.count ?? 1000) < 350)
    }

    @Test(arguments: ["2.0", "2.6", "2.99"]) func acceptsMinorVersions(version: String) throws {
        #expect(try events(#"{"Records":[\#(record(version: version))]}"#).count == 1)
    }

    @Test(arguments: ["3.0", "1.0", "", "20.1"]) func refusesOtherMajorVersions(version: String) {
        #expect(throws: S3DeliveryError.self) { try events(#"{"Records":[\#(record(version: version))]}"#) }
    }
}

@Suite struct SQSEventTests {
    private func event(_ json: String) throws -> SQSEvent {
        try JSONDecoder().decode(SQSEvent.self, from: Data(json.utf8))
    }

    @Test func readsMessagesWithWhateverElseTheyCarry() throws {
        let batch = try event(
            #"{"Records":[{"messageId":"m","body":"b","eventSourceARN":"a","attributes":{"MessageGroupId":"g"},"x":1}]}"#
        )
        #expect(batch.messages.map(\.messageID) == ["m"])
        #expect(batch.messages[0].orderedGroup == nil, "on a standard queue a group id means fairness, not order")
    }

    @Test func knowsFIFOGroups() throws {
        let batch = try event(
            #"{"Records":[{"messageId":"m","body":"b","eventSourceARN":"q.fifo","attributes":{"MessageGroupId":"g"}}]}"#
        )
        #expect(batch.messages[0].orderedGroup == "g")
    }

    @Test func aMessageWithoutABodyIsStillAMessage() throws {
        #expect(
            try event(#"{"Records":[{"messageId":"m","body":null},{"messageId":"n","attributes":7}]}"#).messages.map(
                \.body
            ) == ["", ""]
        )
    }

    @Test(arguments: ["{}", #"{"Records":[{"body":"b"}]}"#]) func withoutIdsNothingCanBeAnswered(json: String) {
        #expect(throws: DecodingError.self) { try event(json) }
    }

    @Test func answersAsLambdaReadsIt() throws {
        func json(_ ids: [String]) throws -> String {
            String(decoding: try JSONEncoder().encode(SQSBatchResponse(failedMessageIDs: ids)), as: UTF8.self)
        }
        #expect(try json(["a", "b"]) == #"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"}]}"#)
        #expect(try json([]) == String(decoding: SQSBatchResponse.allDone, as: UTF8.self))
    }
}
