import AWSSigning
import HTTPTransport
import TestSupport
import Synchronization
import Testing
import UTCTime

@testable import AWSClient

/// Whole calls against a scripted service.
@Suite struct AWSClientTests {
    struct Output: Decodable, Sendable, Equatable {
        let value: Int?
    }

    private func client(_ server: LoopbackServer, attempts: Int = 3, xml: Bool = false) throws -> AWSClient {
        let service = AWSService(
            name: "Thing",
            endpointPrefix: "thing",
            wireProtocol: xml ? .restXML : .json(version: "1.0", targetPrefix: "Thing_1")
        )
        let url = server.url
        let configuration = AWSConfiguration(
            endpoints: try EndpointResolver(region: "eu-west-1") { $0 == "AWS_ENDPOINT_URL" ? url : nil },
            credentials: StaticCredentials(
                Credentials(accessKeyID: "AK", secretAccessKey: "hidden", sessionToken: "tok")
            ),
            retry: RetrySettings(maximumAttempts: attempts)
        )
        return try AWSClient(service, configuration)
    }

    private func operation(isIdempotent: Bool = true) throws -> AWSOperation<Output> {
        try .json("Do", ["in": 1], isIdempotent: isIdempotent)
    }

    /// Answers with the replies in turn, then with the last one.
    private func server(_ replies: LoopbackServer.Reply...) throws -> LoopbackServer {
        let index = Mutex(0)
        return try LoopbackServer { _ in
            let turn = index.withLock { index in
                defer { index += 1 }
                return index
            }
            return replies[min(turn, replies.count - 1)]
        }
    }

    @Test(arguments: ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", nil])
    func carriesTheInvocationsTraceOn(trace: String?) async throws {
        let server = try server(.status(200, body: #"{"value":5}"#))
        defer { server.stop() }
        let client = try client(server)
        let operation = try operation()
        _ = try await XRayTraceHeader.$current.withValue(trace) { try await client.call(operation) }
        let request = try #require(server.requests.first)
        #expect(request.header("x-amzn-trace-id") == trace)
        #expect(request.header("authorization")?.contains("x-amzn-trace-id") == false)
    }

    @Test func speaksTheJSONProtocol() async throws {
        let server = try server(.status(200, body: #"{"value":5,"new":"x"}"#))
        defer { server.stop() }
        #expect(try await client(server).call(try operation()) == Output(value: 5))
        let request = try #require(server.requests.first)
        #expect(request.header("x-amz-target") == "Thing_1.Do")
        #expect(request.header("content-type") == "application/x-amz-json-1.0")
        #expect(request.header("x-amz-security-token") == "tok")
        #expect(request.header("authorization")?.contains("/eu-west-1/thing/aws4_request") == true)
        #expect(request.text == #"{"in":1}"#)
    }

    @Test func retriesUntilItSucceeds() async throws {
        let server = try server(.status(503), .close, .status(200, body: "{}"))
        defer { server.stop() }
        #expect(try await client(server).call(try operation()) == Output(value: nil))
        #expect(server.requests.count == 3)
    }

    @Test func doesNotRepeatWhatIsNotSafeToRepeat() async throws {
        for reply: LoopbackServer.Reply in [.status(500), .close] {
            let server = try server(reply)
            let error = await #expect(throws: AWSError.self) {
                _ = try await client(server).call(try operation(isIdempotent: false))
            }
            #expect(server.requests.count == 1)
            #expect(error?.isRetryable == true, "the caller may know a way")
            server.stop()
        }
    }

    @Test func repeatsWhatWasThrottledEvenIfItIsNotIdempotent() async throws {
        let server = try server(.status(400, body: #"{"__type":"ThrottlingException"}"#), .status(200, body: "{}"))
        defer { server.stop() }
        _ = try await client(server).call(try operation(isIdempotent: false))
        #expect(server.requests.count == 2)
    }

    @Test func anErrorNamesEverything() async throws {
        let server = try server(
            .status(
                403,
                headers: ["x-amzn-RequestId: req-9"],
                body: #"{"__type":"AccessDeniedException","message":"not you"}"#
            )
        )
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) { _ = try await client(server).call(try operation()) }
        #expect(error?.description == "Thing Do: HTTP 403 AccessDeniedException: not you (request id req-9)")
        #expect(error?.isRetryable == false)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["", "<Error><Code>SlowDown</Code></Error>", "<html/>", "<CopyObjectResult>"])
    func a200ThatIsNoSuccessIsRetriedAndThenAnError(body: String) async throws {
        let server = try server(.status(200, body: body))
        defer { server.stop() }
        let operation = AWSOperation<String>("Copy", .put, path: "/b/k", isIdempotent: true) { response in
            XMLElement.parse(response.body).flatMap { $0.name == "CopyObjectResult" ? $0.name : nil }
        }
        let error = await #expect(throws: AWSError.self) {
            _ = try await client(server, attempts: 2, xml: true).call(operation)
        }
        #expect(server.requests.count == 2)
        #expect(error?.isRetryable == true)
        #expect(error?.code == (body.contains("SlowDown") ? "SlowDown" : "UnreadableResponse"))
    }

    @Test func correctsItsClockByTheServicesDate() async throws {
        let isSkewed: @Sendable (LoopbackServer.Request) -> Bool = { request in
            guard let date = request.header("x-amz-date").flatMap({ UTCTime(iso8601: $0) }) else { return true }
            return date < UTCTime.now().advanced(by: .seconds(3000))
        }
        let inAnHour = UTCTime.now().advanced(by: .seconds(3600))
        let server = try LoopbackServer { request in
            isSkewed(request)
                ? .status(403, headers: ["Date: \(httpDate(inAnHour))"], body: #"{"__type":"RequestTimeTooSkewed"}"#)
                : .status(200, body: "{}")
        }
        defer { server.stop() }
        let client = try client(server)
        _ = try await client.call(try operation())
        #expect(server.requests.count == 2)
        _ = try await client.call(try operation())
        #expect(server.requests.count == 3, "the offset is remembered")
    }

    @Test func takesTheCorrectionBackWhenTheClockIsRightAgain() async throws {
        // The service's clock: an hour ahead at first (as it looks to us), then the same as ours.
        let offset = Mutex(Duration.seconds(3600))
        let server = try LoopbackServer { request in
            let now = UTCTime.now().advanced(by: offset.withLock { $0 })
            let signed = request.header("x-amz-date").flatMap { UTCTime(iso8601: $0) }
            let isOff =
                signed.map { $0.duration(since: now) > .seconds(300) || now.duration(since: $0) > .seconds(300) }
                ?? true
            return isOff
                ? .status(403, headers: ["Date: \(httpDate(now))"], body: #"{"__type":"RequestTimeTooSkewed"}"#)
                : .status(200, body: "{}")
        }
        defer { server.stop() }
        let client = try client(server)
        _ = try await client.call(try operation())
        offset.withLock { $0 = .zero }
        _ = try await client.call(try operation())
        #expect(server.requests.count == 4)
    }

    @Test func givesUpAtTheDeadline() async throws {
        let server = try server(.hang)
        defer { server.stop() }
        let started = ContinuousClock.now
        let error = await #expect(throws: AWSError.self) {
            _ = try await client(server).call(try operation(), deadline: started + .milliseconds(200))
        }
        #expect(error?.kind == .outOfTime)
        #expect(server.requests.count == 1)
    }

    @Test func beginsNothingAfterTheDeadline() async throws {
        let server = try server(.status(200, body: "{}"))
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) {
            _ = try await client(server).call(try operation(), deadline: .now - .seconds(1))
        }
        #expect(error?.kind == .outOfTime)
        #expect(server.requests.isEmpty)
    }

    @Test func noSecretIsInAnError() async throws {
        let server = try server(.close)
        server.stop()
        let error = await #expect(throws: AWSError.self) {
            _ = try await client(server, attempts: 1).call(try operation())
        }
        #expect(error?.kind == .notSent)
        #expect(error.map { "\($0)" }?.contains("hidden") == false)
    }
}

/// `Sat, 21 Nov 2026 00:55:15 GMT`, with any day of the week: readers must ignore it.
private func httpDate(_ time: UTCTime) -> String {
    let text = Array(time.rfc3339)
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let month = months[(Int(String(text[5...6])) ?? 1) - 1]
    return "Sat, \(String(text[8...9])) \(month) \(String(text[0...3])) \(String(text[11...18])) GMT"
}
