import LambdaEvents
import LambdaRuntime
import Testing

@testable import KafkaTopics

@Suite struct RequestTests {
    private static func words(_ event: String) throws -> String {
        switch try KafkaTopicsRequest(Array(event.utf8)) {
        case .plan(let topics): "plan \(topics ?? [])"
        case .apply(let topics): "apply \(topics ?? [])"
        case .drift: "drift"
        case .onboard(let request): "onboard \(request.table)"
        case .resource(let request): "resource \(request.kind.rawValue)"
        }
    }

    @Test(arguments: [
        (#"{"plan": true}"#, "plan []"), (#"{"apply": true, "topics": ["a"]}"#, #"apply ["a"]"#),
        (#"{"drift": true}"#, "drift"), (#"{"onboard": {"table": "dbo.orders"}}"#, "onboard dbo.orders"),
        (
            #"{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.events","account":"123456789012","time":"2026-11-28T00:00:00Z","region":"us-east-1","resources":[],"detail":{}}"#,
            "drift"
        ),
        (
            #"{"RequestType":"Delete","ResponseURL":"u","StackId":"s","RequestId":"r","LogicalResourceId":"l","PhysicalResourceId":"p","ResourceProperties":{}}"#,
            "resource Delete"
        ),
    ])
    func eachEventIsRead(event: String, words: String) throws { #expect(try Self.words(event) == words) }

    @Test(arguments: [
        "", "{}", "[]", #"{"plan": false}"#, #"{"plan": 1}"#, #"{"plan": true, "apply": true}"#,
        #"{"drift": true, "topics": ["a"]}"#, #"{"apply": true, "topics": []}"#, #"{"apply": true, "topics": "a"}"#,
        #"{"apply": true, "topic": ["a"]}"#, #"{"onboard": true}"#, #"{"onboard": {}}"#,
        #"{"onboard": {"table": "orders"}}"#, #"{"onboard": {"table": "dbo.orders; DROP"}}"#,
        #"{"onboard": {"table": "dbo.o", "columns": {"a": "int) ; --"}}}"#,
        #"{"onboard": {"table": "dbo.o", "columns": {"a": "int"}, "unique_key": ["b"]}}"#,
        #"{"onboard": {"table": "dbo.o", "landing": "s3://b/x"}}"#, #"{"onboard": {"table": "dbo.o", "topic": "a b"}}"#,
        #"{"RequestType":"Move","ResponseURL":"u","StackId":"s"}"#, #"{"sweep": true}"#,
    ])
    func anyOtherIsRefused(event: String) {
        #expect(throws: InvalidRequest.self) { try KafkaTopicsRequest(Array(event.utf8)) }
    }
}
