import FoundationEssentials
import TestSupport
import Testing

@testable import LambdaRuntime

/// The Runtime API's contract, status by status, against a scripted control plane.
@Suite struct RuntimeContractTests {
    @Test func answersEventAfterEventOnOneConnection() async throws {
        let plane = try FakeControlPlane([.init(body: "a"), .init(body: "b", requestID: "request-2")])
        #expect(await plane.run() == 1)
        #expect(plane.posts.map(\.body) == ["hello a", "hello b"])
        #expect(plane.server.requests.map(\.target)[1] == "/2018-06-01/runtime/invocation/request-1/response")
        #expect(Set(plane.server.requests.map(\.connection)).count == 1)
        #expect(plane.post("response")?.header("content-type") == "application/json")
    }

    // MARK: - /next

    @Test(arguments: [
        (LoopbackServer.Reply.status(403, body: "InvalidStateTransition"), "403"),
        (.status(500), "500"),
        (.status(404), "404"),
        (.close, "cannot be reached"),
        (.raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"), "cannot be reached"),
        (.raw("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\n"), "cannot be reached"),
        (.raw("HTTP/1.0 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\n"), "cannot be reached"),
        (.raw("HTTP/1.1 100 Continue\r\n\r\n"), "cannot be reached"),
        (
            .raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\n"),
            "cannot be reached"
        ),
        (
            .raw("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}"),
            "cannot be reached"
        ),
        (
            .raw(
                "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
            ),
            "cannot be reached"
        ),
        (.raw("garbage\r\n\r\n"), "cannot be reached"),
        (.status(200, body: "no request id"), "Lambda-Runtime-Aws-Request-Id"),
        (.status(200, headers: ["Lambda-Runtime-Aws-Request-Id:"]), "Lambda-Runtime-Aws-Request-Id"),
    ])
    func endsWithOneLineWhenNoInvocationCanBeHad(reply: LoopbackServer.Reply, words: String) async throws {
        let plane = try FakeControlPlane([.init(raw: reply)])
        #expect(await plane.run() == 1)
        #expect(plane.posts.isEmpty)
        #expect(plane.log.count == 1)
        #expect(plane.log.joined().contains(words))
        #expect(plane.log.joined().contains(#""level":"FATAL""#))
    }

    @Test func endsNonZeroWhenTheControlPlaneIsGone() async throws {
        let plane = try FakeControlPlane([])
        plane.server.stop()
        #expect(await plane.run() == 1)
        #expect(plane.log.count == 1)
        #expect(plane.log.joined().contains("cannot be reached"))
    }

    @Test func readsAChunkedEvent() async throws {
        let event =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nLambda-Runtime-Aws-Request-Id: r\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        let plane = try FakeControlPlane([.init(raw: .raw(event))])
        _ = await plane.run()
        #expect(plane.posts.map(\.body) == ["hello abc"])
    }

    @Test func anEmptyEventReachesTheHandler() async throws {
        let plane = try FakeControlPlane([.init(body: "")])
        _ = await plane.run()
        #expect(plane.posts.map(\.body) == ["hello "])
    }

    @Test(arguments: ["", "{", "[1]", "null", #"{"left":1}"#, "\u{0}"])
    func anEventThatCannotBeReadFailsThatInvocationOnly(body: String) async throws {
        let plane = try FakeControlPlane([
            .init(body: body), .init(body: #"{"left":1,"right":2}"#, requestID: "request-2"),
        ])
        _ = await plane.run(TypedFunction.self)
        #expect(plane.posts.map(\.kind) == ["error", "response"])
        #expect(plane.posts[0].body.contains("Runtime.InvalidEvent"))
        #expect(plane.posts[1].body == #"{"sum":3}"#)
    }

    @Test func namesWhatAnEventLacks() async throws {
        let plane = try FakeControlPlane([.init(body: #"{"left":1}"#)])
        _ = await plane.run(TypedFunction.self)
        #expect(plane.posts[0].body.contains("cannot be read: right is missing"))
    }

    // MARK: - /response and /error

    @Test(arguments: [400, 403, 410, 413, 404])
    func aRefusedAnswerIsLoggedAndTheLoopGoesOn(status: Int) async throws {
        let plane = try FakeControlPlane([
            .init(body: "a", postStatus: status), .init(body: "b", requestID: "request-2"),
        ])
        _ = await plane.run()
        #expect(plane.posts.map(\.body) == ["hello a", "hello b"], "and never /error after /response")
        let lines = plane.log.filter { $0.contains("HTTP \(status)") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains(#""requestId":"request-1""#) == true)
    }

    @Test func tooLargeAResponseIsCalledThat() async throws {
        let plane = try FakeControlPlane([.init(body: "a", postStatus: 413)])
        _ = await plane.run()
        #expect(plane.log.joined().contains("larger than Lambda takes"))
    }

    @Test(arguments: ["a", "fail"]) func a500ToAnAnswerEndsTheProcess(event: String) async throws {
        let plane = try FakeControlPlane([.init(body: event, postStatus: 500), .init(body: "b")])
        #expect(await plane.run() == 1)
        #expect(plane.posts.count == 1)
        #expect(plane.log.last?.contains("HTTP 500") == true)
    }

    @Test(arguments: [400, 403, 410, 413]) func aRefusedErrorReportIsLoggedAndTheLoopGoesOn(status: Int) async throws {
        let plane = try FakeControlPlane([.init(body: "fail", postStatus: status), .init(body: "b")])
        _ = await plane.run()
        #expect(plane.posts.map(\.kind) == ["error", "response"])
    }

    @Test func aConnectionClosedOnTheAnswerDoesNotEndTheLoop() async throws {
        let plane = try FakeControlPlane([.init(body: "a", postReply: .close), .init(body: "b")])
        _ = await plane.run()
        #expect(plane.posts.map(\.body).last == "hello b")
        #expect(plane.log.joined().contains("may not have reached"))
    }

    @Test func anErrorIsReportedAsTheServiceWantsIt() async throws {
        let plane = try FakeControlPlane([.init(body: "fail")])
        _ = await plane.run()
        let request = try #require(plane.post("error"))
        #expect(request.header("content-type") == "application/vnd.aws.lambda.error+json")
        #expect(request.header("lambda-runtime-function-error-type") == "Function.Failure")
        struct Body: Decodable {
            let errorMessage: String
            let errorType: String
            let stackTrace: [String]
        }
        let body = try JSONDecoder().decode(Body.self, from: Data(request.body))
        #expect(
            body.errorMessage == "line one\nline \"two\"\u{1}",
            "line breaks and control characters survive as JSON"
        )
        #expect(body.errorType == "Failure")
        #expect(body.stackTrace.isEmpty)
    }

    @Test func anErrorChoosesItsOwnName() async throws {
        let plane = try FakeControlPlane([.init(body: "fail by name")])
        _ = await plane.run()
        #expect(plane.posts[0].body.contains(#""errorType":"Glue.WorkflowFailed""#))
        #expect(plane.post("error")?.header("lambda-runtime-function-error-type") == "Function.GlueWorkflowFailed")
    }

    @Test func aHostileRequestIDCannotLeaveItsPath() async throws {
        let plane = try FakeControlPlane([.init(body: "a", requestID: "../../x?y=é z")])
        _ = await plane.run()
        let path = "/2018-06-01/runtime/invocation/%2E%2E%2F%2E%2E%2Fx%3Fy%3D%C3%A9%20z/response"
        #expect(plane.server.requests.last { $0.method == "POST" }?.target == path)
    }

    // MARK: - Context

    @Test func handsOverTheWholeContext() async throws {
        let deadline = Int64(4_102_444_800_000)
        let plane = try FakeControlPlane([
            .init(
                body: "context",
                headers: [
                    "Lambda-Runtime-Deadline-Ms: \(deadline)",
                    "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:f:live",
                    "Lambda-Runtime-Trace-Id: Root=1-2-3",
                    "Lambda-Runtime-Aws-Tenant-Id: tenant",
                    #"Lambda-Runtime-Client-Context: {"custom":{"k":1}}"#,
                    #"Lambda-Runtime-Cognito-Identity: {"cognitoIdentityId":"id"}"#,
                ]
            )
        ])
        _ = await plane.run()
        let arn = "arn:aws:lambda:eu-west-1:123456789012:function:f:live"
        #expect(
            plane.posts[0].body
                == "request-1|\(arn)|Root=1-2-3|tenant|{\"custom\":{\"k\":1}}|{\"cognitoIdentityId\":\"id\"}|has time"
        )
        #expect(plane.log.first?.contains(#""requestId":"request-1""#) == true)
    }

    @Test(arguments: [
        "Lambda-Runtime-Client-Context: {", "Lambda-Runtime-Cognito-Identity: [}", "Lambda-Runtime-Client-Context: 7",
        #"Lambda-Runtime-Client-Context: {"custom":{"n":1}}"#, #"Lambda-Runtime-Client-Context: {"client":[]}"#,
    ])
    func whatNobodyReadsCannotFailAnEvent(header: String) async throws {
        let plane = try FakeControlPlane([
            .init(body: "a", headers: [header]), .init(body: "b", requestID: "request-2"),
        ])
        _ = await plane.run()
        #expect(plane.posts.map(\.body) == ["hello a", "hello b"])
    }

    /// Lambda takes one answer to an invocation; this one may have arrived.
    @Test(arguments: ["a", "fail"]) func anAnswerWhoseDeliveryWasCutIsNotPostedTwice(event: String) async throws {
        let plane = try FakeControlPlane([
            .init(body: event, postReply: .close), .init(body: "b", requestID: "request-2"),
        ])
        _ = await plane.run()
        #expect(plane.posts.count == 2)
        #expect(plane.posts.last?.body == "hello b")
    }

    @Test(arguments: ["", "soon", "-1e9", "99999999999999999999999"])
    func aDeadlineThatIsNotANumberCountsAsAbsent(value: String) async throws {
        let plane = try FakeControlPlane([.init(body: "context", headers: ["Lambda-Runtime-Deadline-Ms: \(value)"])])
        _ = await plane.run()
        #expect(plane.posts[0].body.hasSuffix("has time"))
    }

    /// Deadlines that no clock reaches, or that passed long ago: the invocation is answered all the same.
    @Test(arguments: ["9223372036854775807", "-9223372036854775808", "0", "-1", "1"])
    func noDeadlineTraps(value: String) async throws {
        let plane = try FakeControlPlane([.init(body: "context", headers: ["Lambda-Runtime-Deadline-Ms: \(value)"])])
        _ = await plane.run()
        #expect(plane.posts.count == 1)
    }

    /// A deadline from before the invocation can have begun is a mistake of its sender's: the handler has its time.
    @Test(arguments: ["0", "-1", "1", "-9223372036854775808", "1600000000000"])
    func aDeadlineOfLongAgoCountsAsAbsent(value: String) async throws {
        let plane = try FakeControlPlane([.init(body: "context", headers: ["Lambda-Runtime-Deadline-Ms: \(value)"])])
        _ = await plane.run()
        #expect(plane.posts.map(\.kind) == ["response"])
        #expect(plane.posts[0].body.hasSuffix("has time"))
    }

    /// Each is the end: no event came, and another request would get the same.
    @Test(arguments: [
        LoopbackServer.Reply.status(403), .status(410), .status(400), .status(404), .status(429), .status(500),
        .status(502), .status(204), .status(302, headers: ["Location: /2018-06-01/runtime/invocation/next"]),
        .status(200, body: "no id"), .status(200, headers: ["Lambda-Runtime-Aws-Request-Id: "]), .close,
        .raw("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\n"), .raw("nonsense"),
        .raw("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: 9\r\n\r\n{"),
    ])
    func whateverNextAnswersButAnEventEndsTheProcess(reply: LoopbackServer.Reply) async throws {
        let plane = try FakeControlPlane([.init(raw: reply), .init(body: "b")])
        #expect(await plane.run() == 1)
        #expect(plane.posts.isEmpty)
        #expect(plane.log.count == 1)
    }

    /// Whatever nobody reads cannot fail an event.
    @Test(arguments: [
        #"{"custom":{"n":1}}"#, "{", "null", "5", "\"\"", #"{"client":[]}"#, #"{"custom":{"a":{"b":[1e400]}}}"#,
        "é\u{1F600}",
        "%7B%7D", String(repeating: "x", count: 3_500),
    ])
    func aContextThatNobodyReadsFailsNoEvent(text: String) async throws {
        for header in ["Client-Context", "Cognito-Identity", "Trace-Id", "Invoked-Function-Arn", "Aws-Tenant-Id"] {
            let plane = try FakeControlPlane([
                .init(body: "a", headers: ["Lambda-Runtime-\(header): \(text)"]),
                .init(body: "b", requestID: "request-2"),
            ])
            _ = await plane.run()
            #expect(plane.posts.map(\.body) == ["hello a", "hello b"], "\(header)")
        }
    }

    /// However the delivery of an answer ends, it is sent once.
    @Test(
        arguments: ["a", "fail"],
        [
            LoopbackServer.Reply.close, .raw("HTTP/1.1 202 Acc"),
            .raw("HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\n{"),
            .raw("HTTP/1.1 202 Accepted\r\nx: y\r\n"), .raw("nonsense"),
        ]
    )
    func anAnswerIsSentOnceHoweverItsDeliveryEnds(event: String, reply: LoopbackServer.Reply) async throws {
        let plane = try FakeControlPlane([
            .init(body: event, postReply: reply), .init(body: "b", requestID: "request-2"),
        ])
        _ = await plane.run()
        #expect(plane.posts.count == 2)
        #expect(plane.posts.last?.body == "hello b")
    }

    @Test(arguments: [
        (nil, 1), ("1", 1), ("8", 8), ("0", 1), ("-5", 1), ("x", 1), ("9223372036854775807", 1_024),
        ("9223372036854775808", 1), ("1e3", 1),
    ])
    func aNumberOfPollersThatIsAMistakeIsHeldToWhatCanBe(value: String?, pollers: Int) {
        let variables = value.map { ["AWS_LAMBDA_MAX_CONCURRENCY": $0] } ?? [:]
        #expect(
            LambdaProcessRunner<ScriptedFunction>(Environment(variables), address: "127.0.0.1:1").pollers == pollers
        )
    }

    @Test func theTraceIsTheRunningInvocations() async throws {
        let plane = try FakeControlPlane([
            .init(body: "trace", headers: ["Lambda-Runtime-Trace-Id: Root=7"]), .init(body: "trace"),
        ])
        _ = await plane.run()
        #expect(plane.posts.map(\.body) == ["Root=7", "none"])
    }
}
