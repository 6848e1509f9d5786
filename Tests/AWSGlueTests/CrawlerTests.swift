import AWSClient
import TestSupport
import Testing

@testable import AWSGlue

@Suite struct CrawlerTests {
    @Test func aCrawlerThatRunsIsAnAnswer() async throws {
        let server = try LoopbackServer { request in
            switch request.header("x-amz-target") {
            case "AWSGlue.StartCrawler"?:
                request.text.contains("busy")
                    ? .status(400, body: #"{"__type":"CrawlerRunningException","Message":"is running"}"#)
                    : .status(200, body: "{}")
            default: .status(404)
            }
        }
        defer { server.stop() }
        let glue = try Glue(.at(server))
        #expect(try await glue.startCrawler("idle") == .started)
        #expect(try await glue.startCrawler("busy") == .alreadyRunning)
    }
}
