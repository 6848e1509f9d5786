import TestSupport
import Testing

@testable import HTTPTransport

/// An answer counts only when it is whole: the status line, the headers with the empty line behind them, the body.
@Suite struct BrokenAnswerTests {
    static let cutHeaders = [
        "HTTP/1.1 200 OK\r\nx-amzn-RequestId: A\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
        "HTTP/1.1 200 OK\r\nx-amzn-Requ",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 204 No Content\r\nx: y\r\n",
        "HTTP/1.1 404 Not Found\r\nx-amz-request-id: A\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx: y\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\nx: y\n",
        "HTTP/1.1 200 OK\r\nx: y\r\n folded: z\r\n", "HTTP/1.1 200 OK\r\nx: y\r\n\r",
        "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n",
        "HTTP/1.0 200 OK\r\nx: y\r\n", "HTTP/1.1 301 Moved\r\nLocation: /\r\n", "HTTP/1.1 500 Oops\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", "\r\n", "HTTP/1.1 ", "H",
    ]

    /// The headers are whole, and the body they speak of is not.
    static let cutBodies = [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n0\r\n\r\n",
        "HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\nhalf",
    ]

    @Test(arguments: cutBodies) func anAnswerThatEndsInsideItsBodyIsNone(answer: String) async throws {
        let server = try LoopbackServer { _ in .raw(answer) }
        defer { server.stop() }
        await expectFailure(HTTPTransport(), HTTPRequest(.get, server.url))
        await expectFailure(HTTPTransport(), HTTPRequest(.post, server.url, body: [1]))
        await expectFailure(HTTPTransport(), overKeptConnection(.get, server))
        await expectFailure(HTTPTransport(), overKeptConnection(.post, server, body: [1]))
    }

    /// The way of the Runtime API's requests.
    private func overKeptConnection(
        _ method: HTTPRequest.Method,
        _ server: LoopbackServer,
        body: [UInt8] = []
    ) -> HTTPRequest {
        var request = HTTPRequest(method, "\(server.url)/", body: body, limits: .longPoll)
        request.usesKeptConnection = true
        return request
    }

    private func expectFailure(_ transport: HTTPTransport, _ request: HTTPRequest) async {
        let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(error?.mayHaveBeenProcessed == true)
        #expect(error?.reason == .disconnected || error?.reason == .malformedResponse)
    }

    @Test(arguments: cutHeaders, [HTTPRequest.Method.get, .head, .post])
    func anAnswerThatEndsInsideItsHeadersIsNone(answer: String, method: HTTPRequest.Method) async throws {
        let server = try LoopbackServer { _ in .raw(answer) }
        defer { server.stop() }
        await expectFailure(HTTPTransport(), HTTPRequest(method, server.url))
        await expectFailure(HTTPTransport(), overKeptConnection(method, server))
    }

    @Test(arguments: [0, 1, 7])
    func overTLSToo(index: Int) async throws {
        let server = try TLSServer(answer: Self.cutHeaders[index])
        defer { server.stop() }
        await expectFailure(HTTPTransport(trust: .file(server.certificate)), HTTPRequest(.get, server.url))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n0\r\nx: y\r\n\r\n",
    ])
    func aWholeAnswerIsTaken(answer: String) async throws {
        let server = try LoopbackServer { _ in .raw(answer) }
        defer { server.stop() }
        #expect(try await HTTPTransport().send(HTTPRequest(.get, server.url)).status == 200)
        #expect(try await HTTPTransport().send(overKeptConnection(.get, server)).status == 200)
        let secure = try TLSServer(answer: answer)
        defer { secure.stop() }
        let transport = HTTPTransport(trust: .file(secure.certificate))
        #expect(try await transport.send(HTTPRequest(.get, secure.url)).status == 200)
    }
}
