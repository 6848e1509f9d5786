import AWSClient
import HTTPTransport
import TestSupport
import Testing

@testable import AWSLambda

@Suite struct InvokeTests {
    private func lambda(_ reply: LoopbackServer.Reply) throws -> (Lambda, LoopbackServer) {
        let server = try LoopbackServer { _ in reply }
        return (try Lambda(.at(server)), server)
    }

    @Test(arguments: [
        ("example-loader", "/2015-03-31/functions/example-loader/invocations"),
        (
            "arn:aws:lambda:us-east-1:123456789012:function:example-loader:live",
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aexample-loader%3Alive/invocations"
        ),
    ])
    func anEventIsHandedOver(function: String, path: String) async throws {
        let (lambda, server) = try lambda(.status(202))
        defer { server.stop() }
        try await lambda.invokeAsync(function, payload: Array(#"{"a":1}"#.utf8))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == path)
        #expect(request.header("x-amz-invocation-type") == "Event")
        #expect(request.text == #"{"a":1}"#)
    }

    @Test func anotherStatusThan202IsNoHandover() async throws {
        let (lambda, server) = try lambda(.status(200, body: "{}"))
        defer { server.stop() }
        await #expect(throws: AWSError.self) { try await lambda.invokeAsync("f", payload: []) }
    }

    @Test func aResultIsReturned() async throws {
        let (lambda, server) = try lambda(.status(200, body: #"{"state":"loaded"}"#))
        defer { server.stop() }
        let answer = try await lambda.invoke("f", payload: [], isIdempotent: true)
        #expect(answer == .returned(Array(#"{"state":"loaded"}"#.utf8)))
        #expect(server.requests.first?.header("x-amz-invocation-type") == "RequestResponse")
    }

    @Test(arguments: [
        (#"{"errorType":"Load.Failed","errorMessage":"no\nspace"}"#, "Load.Failed: no space"),
        (#"{"errorMessage":7}"#, "it says no reason"), ("", "it says no reason"),
    ])
    func aFunctionThatFailsSaysWhy(body: String, words: String) async throws {
        let (lambda, server) = try lambda(.status(200, headers: ["X-Amz-Function-Error: Unhandled"], body: body))
        defer { server.stop() }
        #expect(try await lambda.invoke("f", payload: [], isIdempotent: true) == .failed(words))
    }

    @Test func aFunctionThatDoesNotExistIsAnErrorWithItsCode() async throws {
        let (lambda, server) = try lambda(
            .status(
                404,
                headers: ["x-amzn-ErrorType: ResourceNotFoundException"],
                body: #"{"Message":"Function not found: f"}"#
            )
        )
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) {
            try await lambda.invoke("f", payload: [], isIdempotent: true)
        }
        #expect(error?.code == "ResourceNotFoundException")
        #expect(error?.message == "Function not found: f")
    }
}
