import Glibc
import TestSupport
import Testing

@testable import HTTPTransport

@Suite struct HTTPTransportTests {
    let transport = HTTPTransport()

    @Test func sendsTheURLByteForByte() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        for target in ["/a//b", "/./x", "/../x", "/a%2Fb%20c?versionId=x.y&empty=", "/%F0%9F%98%80/"] {
            _ = try await transport.send(HTTPRequest(.get, server.url + target))
            #expect(server.requests.last?.target == target)
        }
    }

    @Test func sendsExactlyTheHeadersItIsGiven() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let body = [UInt8](repeating: 7, count: 2_000_000)
        let headers: HTTPHeaders = ["X-One": "1", "X-Empty": "", "X-Spaced": "a  b", "X-Blank": " \t"]
        _ = try await transport.send(HTTPRequest(.post, server.url, headers: headers, body: body))
        let request = try #require(server.requests.first)
        #expect(request.body == body)
        #expect(request.header("x-empty") == "")
        #expect(request.header("x-blank") == "", "signed, so it must be sent")
        #expect(request.header("x-spaced") == "a  b")
        // libcurl's own additions: a wait for 100-continue on large bodies, a form content type on every POST.
        #expect(request.header("expect") == nil)
        #expect(request.header("content-type") == nil)
    }

    @Test(arguments: [HTTPRequest.Method.get, .put, .post, .delete, .head])
    func sendsEveryMethod(method: HTTPRequest.Method) async throws {
        let server = try LoopbackServer { _ in .status(204) }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(method, server.url))
        #expect(response.status == 204)
        #expect(server.requests.map(\.method) == [method.rawValue])
        if method == .put || method == .post { #expect(server.requests[0].header("content-length") == "0") }
    }

    @Test func readsHeadersWithoutRegardToCase() async throws {
        let server = try LoopbackServer { _ in
            .status(200, headers: ["x-AMZ-request-ID:  abc \t", "Empty:"], body: "hi")
        }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(.get, server.url))
        #expect(response.headers["X-Amz-Request-Id"] == "abc")
        #expect(response.headers["empty"] == "")
        #expect(response.body == Array("hi".utf8))
    }

    @Test func readsChunkedBodies() async throws {
        let server = try LoopbackServer { _ in
            .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n")
        }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(.get, server.url))
        #expect(response.body == Array("hello!".utf8))
    }

    @Test func headersOfAnInterimResponseAreNotThoseOfTheFinalOne() async throws {
        let server = try LoopbackServer { _ in
            .raw("HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(.get, server.url))
        #expect(response.status == 200)
        #expect(response.headers["X-Early"] == nil)
    }

    // MARK: - Connections

    @Test func reusesAConnection() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        for _ in 0..<5 { _ = try await transport.send(HTTPRequest(.get, server.url)) }
        #expect(Set(server.requests.map(\.connection)) == [0])
    }

    @Test func opensAFreshConnectionForWhatMustNotBeSentTwice() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        _ = try await transport.send(HTTPRequest(.post, server.url))
        var request = HTTPRequest(.post, server.url)
        request.resending = .avoided
        _ = try await transport.send(request)
        #expect(Set(server.requests.map(\.connection)).count == 2)
    }

    @Test(arguments: [0, 1, 100_000, 3_000_000]) func whatMustNeverBeSentTwiceFailsOnAReusedConnection(size: Int)
        async throws
    {
        let server = try LoopbackServer { $0.method == "POST" ? .close : .status(200) }
        defer { server.stop() }
        let transport = transport
        _ = try await transport.send(HTTPRequest(.get, server.url))
        var request = HTTPRequest(.post, server.url, body: [UInt8](repeating: 7, count: size))
        request.resending = .never
        let unsent = request
        let error = await #expect(throws: TransportError.self) { try await transport.send(unsent) }
        #expect(error?.mayHaveBeenProcessed == true)
        #expect(server.requests.filter { $0.method == "POST" }.count == 1)
        #expect(server.requests.last?.body.count == size)
    }

    @Test func whatMustNeverBeSentTwiceArrivesWhole() async throws {
        let server = try LoopbackServer { _ in .status(202) }
        defer { server.stop() }
        for size in [1, 70_000, 6_000_000] {
            var request = HTTPRequest(.post, server.url, body: [UInt8](repeating: 7, count: size))
            request.resending = .never
            _ = try await transport.send(request)
            #expect(server.requests.last?.body == request.body)
        }
        #expect(Set(server.requests.map(\.connection)) == [0])
    }

    @Test(arguments: [
        ("OpenSSL/3.0.2: error:0A00010B:lib(20)::reason(267)", "the server does not speak TLS on this port"),
        ("error:0A000126:SSL routines::x", "the server closed the connection during the handshake"),
        ("error:0A000410:lib(20)::reason(1040)", "the server refused the handshake"),
    ])
    func tlsErrorsSayWhatFailed(text: String, words: String) {
        #expect(TLSFailure.explained(text).contains(words))
        #expect(TLSFailure.explained("nothing") == "nothing")
    }

    @Test func aPortWithoutTLSIsNamed() async throws {
        let server = try ScriptedServer { peer in
            _ = peer.receiveOnce()
            peer.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
            peer.waitForEnd()
        }
        defer { server.stop() }
        let error = await failure(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/"))
        #expect(error?.detail.contains("the server does not speak TLS on this port") == true)
    }

    @Test func survivesThatThePeerClosedAnIdleConnection() async throws {
        let server = try LoopbackServer { _ in .statusThenClose(200, body: "ok") }
        defer { server.stop() }
        for _ in 0..<20 {
            let response = try await transport.send(HTTPRequest(.get, server.url))
            #expect(response.body == Array("ok".utf8))
        }
    }

    @Test func runsManyRequestsAtOnce() async throws {
        let server = try LoopbackServer { .status(200, body: $0.target) }
        defer { server.stop() }
        let transport = transport
        let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for index in 0..<200 {
                group.addTask {
                    let response = try await transport.send(HTTPRequest(.get, "\(server.url)/\(index)"))
                    return (index, String(decoding: response.body, as: UTF8.self))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 200)
        #expect(answers.allSatisfy { $0.value == "/\($0.key)" })
    }

    // MARK: - Failures

    private func failure(_ request: HTTPRequest) async -> TransportError? {
        await #expect(throws: TransportError.self) { _ = try await transport.send(request) }
    }

    @Test func tellsThatNobodyListens() async throws {
        let server = try LoopbackServer { _ in .close }
        server.stop()
        let error = await failure(HTTPRequest(.get, "http://127.0.0.1:1/secret?signature=x"))
        #expect(error?.reason == .notConnected)
        #expect(error?.mayHaveBeenProcessed == false)
        #expect(error?.description.contains("secret") == false, "paths can hold keys and signatures")
    }

    @Test func tellsThatANameDoesNotResolve() async {
        #expect(await failure(HTTPRequest(.get, "http://no-such-host.invalid/"))?.reason == .unresolved)
    }

    @Test(arguments: [
        LoopbackServer.Reply.close,
        .raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        .raw("\u{0}\u{1}\u{2} nonsense\r\n\r\n"),
        .raw("HTTP/9.9 abc\r\n\r\n"),
        .raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
    ])
    func anAnswerThatIsNotWholeMayHaveBeenProcessed(reply: LoopbackServer.Reply) async throws {
        let server = try LoopbackServer { _ in reply }
        defer { server.stop() }
        let error = await failure(HTTPRequest(.post, server.url, limits: HTTPLimits(total: .seconds(5))))
        #expect(error?.mayHaveBeenProcessed == true)
    }

    @Test(arguments: [
        "http://127.0.0.1:1/a b", "http://127.0.0.1:1/\r\nX: y", "nonsense", "ftp://127.0.0.1/x", "file:///etc/passwd",
    ])
    func refusesURLsItCannotSend(url: String) async {
        let error = await failure(HTTPRequest(.get, url))
        #expect(error.map { [.invalidRequest, .unresolved].contains($0.reason) } == true)
    }

    @Test func refusesLineBreaksInHeaders() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        for headers: HTTPHeaders in [["X-A": "1\r\nX-B: 2"], ["X\nA": "1"], ["X-A": "\u{0}"]] {
            #expect(await failure(HTTPRequest(.get, server.url, headers: headers))?.reason == .invalidRequest)
        }
        #expect(server.requests.isEmpty)
    }

    // MARK: - Limits

    @Test func endsAtTheTotalLimit() async throws {
        let server = try LoopbackServer { _ in .hang }
        defer { server.stop() }
        let error = await failure(
            HTTPRequest(.get, server.url, limits: HTTPLimits(stalled: nil, total: .milliseconds(100)))
        )
        #expect(error?.reason == .timedOut)
        #expect(error?.mayHaveBeenProcessed == true)
    }

    @Test func endsWhenNothingMoves() async throws {
        let server = try LoopbackServer { _ in .hang }
        defer { server.stop() }
        let limits = HTTPLimits(stalled: .seconds(1), total: .seconds(30))
        #expect(await failure(HTTPRequest(.get, server.url, limits: limits))?.reason == .timedOut)
    }

    @Test func silenceByDesignIsNoFailure() async throws {
        // Longer than any limit that libcurl would apply by itself at this setting: its clock ticks once a second.
        let server = try LoopbackServer { _ in
            usleep(2_200_000)
            return .status(200)
        }
        defer { server.stop() }
        #expect(try await transport.send(HTTPRequest(.get, server.url, limits: .longPoll)).status == 200)
        let limits = HTTPLimits(stalled: .seconds(1))
        #expect(await failure(HTTPRequest(.get, server.url, limits: limits))?.reason == .timedOut)
    }

    @Test func aUserNameAndPasswordStayOutOfErrors() async {
        let error = await failure(HTTPRequest(.get, "http://user:hidden@127.0.0.1:1/"))
        #expect(error?.peer == "http://127.0.0.1:1")
    }

    @Test(arguments: [
        (Duration.zero, 0), (.milliseconds(1), 1), (.microseconds(1), 1), (.seconds(3600), 3_600_000),
        (.seconds(Int64.max), 2_000_000_000), (.seconds(-5), -5000),
    ])
    func durationsBecomeWholeMilliseconds(duration: Duration, milliseconds: Int) {
        #expect(duration.milliseconds == milliseconds)
    }

    @Test func cancellingTheTaskEndsTheTransfer() async throws {
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { _ in
            arrival.yield()
            return .hang
        }
        defer { server.stop() }
        let transport = transport
        let task = Task { try await transport.send(HTTPRequest(.get, server.url, limits: .longPoll)) }
        for await _ in arrived { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let transport = transport
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(HTTPRequest(.get, server.url))
        }
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(server.requests.isEmpty)
    }
}
