import FoundationEssentials
import LambdaEvents
import Testing

@Suite struct EventBridgeEventTests {
    private struct State: Decodable, Sendable { let state: String }

    @Test func aServicesEventHasAnObjectAsDetail() throws {
        let event = try JSONDecoder().decode(
            EventBridgeEvent<State>.self,
            from: Data(
                #"{"version":"0","id":"e1","detail-type":"Glue Job State Change","source":"aws.glue","account":"123456789012","time":"2026-11-21T00:00:00Z","region":"eu-west-1","resources":["arn:x"],"detail":{"state":"SUCCEEDED","new":1}}"#
                    .utf8
            )
        )
        #expect(event.id == "e1")
        #expect(event.resources == ["arn:x"])
        #expect(event.detail.state == "SUCCEEDED")
    }

    @Test func schedulersDefaultPayloadHasTextAsDetail() throws {
        let event = try JSONDecoder().decode(
            EventBridgeEvent<String>.self,
            from: Data(#"{"detail-type":"Scheduled Event","source":"aws.scheduler","detail":"{}"}"#.utf8)
        )
        #expect(event.detail == "{}")
        #expect(event.resources.isEmpty)
        #expect(event.time == nil)
    }

    @Test func withoutASourceItIsNotAnEvent() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(EventBridgeEvent<String>.self, from: Data(#"{"detail":"{}"}"#.utf8))
        }
    }
}
