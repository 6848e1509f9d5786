import AWSClient
import TestSupport
import Testing

@testable import AWSEventBridge

@Suite struct EventBridgeTests {
    /// Answers of EventBridge with status 200, and the kinds of their errors. An entry's own error counts more than the number.
    @Test(arguments: [
        (#"{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"}]}"#, AWSError.Kind.transient),
        (#"{"FailedEntryCount":0,"Entries":[{"EventId":"1"},{"ErrorCode":"InternalFailure"}]}"#, .transient),
        (#"{"FailedEntryCount":1,"Entries":[{"ErrorCode":"NotAuthorizedForSourceException"}]}"#, .permanent),
        (#"{"FailedEntryCount":2,"Entries":[]}"#, .permanent),
    ])
    func anEventThatWasNotTakenIsAnError(body: String, kind: AWSError.Kind) async throws {
        let server = try LoopbackServer { _ in .status(200, body: body) }
        defer { server.stop() }
        let bridge = try EventBridge(.at(server))
        let entry = EventBridgeEntry(source: "example", detailType: "Done", detail: "{}")
        let error = await #expect(throws: AWSError.self) { try await bridge.putEvents([entry]) }
        #expect(error?.kind == kind)
    }

    @Test func eventsNotTakenInA200AreAnError() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                body:
                    #"{"FailedEntryCount":1,"Entries":[{"EventId":"1"},{"ErrorCode":"ThrottlingException","ErrorMessage":"slow down"}]}"#
            )
        }
        defer { server.stop() }
        let bridge = try EventBridge(.at(server))
        let entry = EventBridgeEntry(source: "example", detailType: "Done", detail: "{}")
        let error = await #expect(throws: AWSError.self) { try await bridge.putEvents([entry, entry]) }
        #expect(error?.kind == .throttled)
        #expect(server.requests.first?.header("x-amz-target") == "AWSEvents.PutEvents")
        #expect(server.requests.first?.text.contains(#""DetailType":"Done""#) == true)
    }
}
