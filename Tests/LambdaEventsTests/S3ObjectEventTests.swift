import JSON
import Testing

@testable import LambdaEvents

@Suite struct S3ObjectEventTests {
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
        guard case .s3(let events, nil) = try UnwrappedEvent(text: body) else { return [] }
        return events
    }

    private func wrapped(_ message: String) throws -> String {
        let escaped = JSONValue.string(message).text()
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
        for text in [body, try wrapped(body)] {
            guard case .s3TestEvent(bucket: "b") = try UnwrappedEvent(text: text) else {
                Issue.record("no test event: \(text)")
                continue
            }
        }
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
        let error = #expect(throws: UnreadableEvent.self) { try events(#"{"Records":[\#(record(key: key))]}"#) }
        #expect(error?.description.contains("form-encoded") == true)
    }

    @Test(arguments: [
        "", "not JSON {", #"{"Records":[{"s3":{}}]}"#, #"{"Type":"Notification","Message":"hello"}"#,
        #"{"source":"aws.s3","detail-type":"Object Created"}"#,
        #"{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"b"},"object":{"key":""}}}"#,
    ])
    func aBrokenEventFailsWithItsBeginning(body: String) {
        let error = #expect(throws: UnreadableEvent.self) { try UnwrappedEvent(text: body) }
        #expect(error?.description.contains("it begins: ") == true)
    }

    @Test(arguments: [
        "{}", "7", #"{"eventVersion":"3.0","eventName":"x","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}"#,
    ])
    func aRecordThatCannotBeReadDoesNotTakeItsNeighboursWithIt(bad: String) throws {
        for records in ["\(record()),\(bad),\(record())", "\(bad),\(record()),\(record())"] {
            guard case .s3(let events, let problem?) = try UnwrappedEvent(text: #"{"Records":[\#(records)]}"#) else {
                Issue.record("no problem")
                continue
            }
            #expect(events.count == 2)
            #expect(problem.description.contains("Records["))
        }
    }

    @Test func quotesNoMoreThanTwoHundredBytes() {
        let error = #expect(throws: UnreadableEvent.self) {
            try UnwrappedEvent(text: String(repeating: "e\u{301}\u{302}", count: 5000))
        }
        #expect((error?.description.utf8.count ?? 1000) < 350)
    }

    @Test(arguments: ["2.0", "2.6", "2.99"]) func acceptsMinorVersions(version: String) throws {
        #expect(try events(#"{"Records":[\#(record(version: version))]}"#).count == 1)
    }

    @Test(arguments: ["3.0", "1.0", "", "20.1"]) func refusesOtherMajorVersions(version: String) {
        #expect(throws: UnreadableEvent.self) { try events(#"{"Records":[\#(record(version: version))]}"#) }
    }
}

@Suite struct SQSMessageTests {
    private func event(_ json: String) throws -> [SQSMessage] {
        guard case .queue(let messages) = try EventDelivery(Array(json.utf8)) else { return [] }
        return messages
    }

    @Test func readsMessagesWithWhateverElseTheyCarry() throws {
        let batch = try event(
            #"{"Records":[{"messageId":"m","body":"b","eventSourceARN":"a","attributes":{"MessageGroupId":"g"},"x":1}]}"#
        )
        #expect(batch.map(\.messageID) == ["m"])
        #expect(batch[0].orderedGroup == nil, "on a standard queue a group id means fairness, not order")
    }

    @Test func knowsFIFOGroups() throws {
        let batch = try event(
            #"{"Records":[{"messageId":"m","body":"b","eventSourceARN":"q.fifo","attributes":{"MessageGroupId":"g"}}]}"#
        )
        #expect(batch[0].orderedGroup == "g")
    }

    @Test func aMessageWithoutABodyIsStillAMessage() throws {
        #expect(
            try event(#"{"Records":[{"messageId":"m","body":null},{"messageId":"n","attributes":7}]}"#).map(\.body)
                == ["", ""]
        )
    }

    @Test func withoutIdsNothingCanBeAnswered() {
        #expect(throws: UnreadableEvent.self) { try event(#"{"Records":[{"eventSource":"aws:sqs","body":"b"}]}"#) }
    }

    @Test func answersAsLambdaReadsIt() throws {
        func json(_ ids: [String]) throws -> String {
            try JSONWriter.text(of: SQSBatchResponse(failedMessageIDs: ids))
        }
        #expect(try json(["a", "b"]) == #"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"}]}"#)
        #expect(try json([]) == String(decoding: SQSBatchResponse.allDone, as: UTF8.self))
    }
}
