import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTPTransport

/// Requests over a connection of the transport's own, as the Runtime API's are.
@Suite struct KeptConnectionTests {
    let transport = HTTPTransport()

    private func request(
        _ method: HTTPRequest.Method,
        _ url: String,
        body: [UInt8] = [],
        resending: HTTPRequest.Resending? = nil,
        limits: HTTPLimits = .longPoll
    ) -> HTTPRequest {
        var request = HTTPRequest(method, url, headers: ["X-One": "1", "X-Empty": ""], body: body, limits: limits)
        request.usesKeptConnection = true
        request.resending = resending ?? (method == .post ? .never : .always)
        return request
    }

    @Test func sendsTheRequestAsItIs() async throws {
        let server = try LoopbackServer { _ in .status(202, headers: ["X-Two: 2"], body: "taken") }
        defer { server.stop() }
        let response = try await transport.send(request(.post, "\(server.url)/a//b?c=%20", body: Array("body".utf8)))
        #expect(response.status == 202)
        #expect(response.headers["x-two"] == "2")
        #expect(response.body == Array("taken".utf8))
        let received = try #require(server.requests.first)
        #expect(received.method == "POST")
        #expect(received.target == "/a//b?c=%20")
        #expect(received.text == "body")
        #expect(received.header("host") == server.address)
        #expect(received.header("x-one") == "1")
        #expect(received.header("x-empty") == "")
        #expect(received.headers.map(\.name).sorted() == ["content-length", "host", "x-empty", "x-one"])
    }

    @Test func manyRequestsGoOverOneConnection() async throws {
        let server = try LoopbackServer { .status(200, body: $0.target) }
        defer { server.stop() }
        for number in 0..<50 {
            let method: HTTPRequest.Method = number % 2 == 0 ? .get : .post
            let response = try await transport.send(request(method, "\(server.url)/\(number)"))
            #expect(response.body == Array("/\(number)".utf8))
        }
        #expect(Set(server.requests.map(\.connection)) == [0])
    }

    @Test func severalAtATimeHaveAConnectionEach() async throws {
        let server = try LoopbackServer { .status(200, body: $0.target) }
        defer { server.stop() }
        let transport = transport
        let requests = (0..<100).map { request($0 % 2 == 0 ? .get : .post, "\(server.url)/\($0)") }
        let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, String(decoding: try await transport.send(request).body, as: UTF8.self)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 100)
        #expect(answers.allSatisfy { $0.value == "/\($0.key)" })
    }

    @Test func libcurlTakesWhatIsNotPlain() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let named = "http://localhost:\(server.port)/"
        _ = try await transport.send(request(.get, named))
        _ = try await transport.send(request(.get, "\(server.url)/", limits: .standard))
        #expect(server.requests.map { $0.header("accept") } == ["*/*", "*/*"])
    }

    // MARK: - The peer closes

    @Test func aConnectionThatWasClosedBetweenTwoRequestsIsReplaced() async throws {
        let (closed, close) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { peer in
            _ = peer.receiveHead()
            peer.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))
            peer.closeWriting()
            close.yield()
            peer.waitForEnd()
        }
        defer { server.stop() }
        var ends = closed.makeAsyncIterator()
        for number in 0..<6 {
            let method: HTTPRequest.Method = number % 2 == 0 ? .get : .post
            #expect(try await transport.send(request(method, "http://127.0.0.1:\(server.port)/")).status == 200)
            // A request that is sent before the end has come may be lost, and a POST must not be sent again.
            _ = await ends.next()
        }
        #expect(server.connections == 6)
    }

    /// The peer reads the request on a connection that it has kept, and closes it.
    @Test(arguments: [
        LoopbackServer.Reply.close, .raw("HTTP/1.1 202 Acc"), .raw("HTTP/1.1 200 OK\r\nx: y\r\n"), .raw("?\n"),
    ])
    func aPostThatMayHaveArrivedIsNotSentAgain(reply: LoopbackServer.Reply) async throws {
        let server = try LoopbackServer { $0.method == "POST" ? reply : .status(200) }
        defer { server.stop() }
        let transport = transport
        _ = try await transport.send(request(.get, "\(server.url)/"))
        let post = request(.post, "\(server.url)/", body: [1, 2, 3])
        let error = await #expect(throws: TransportError.self) { try await transport.send(post) }
        #expect(error?.mayHaveBeenProcessed == true)
        #expect(server.requests.filter { $0.method == "POST" }.count == 1)
        #expect(try await transport.send(request(.get, "\(server.url)/")).status == 200)
    }

    /// A body that lasts until the connection's end is whole only where the peer ended it.
    @Test(arguments: [true, false]) func aResetIsNoEndOfABody(usesKeptConnection: Bool) async throws {
        let server = try ScriptedServer { peer in
            _ = peer.receiveHead()
            peer.send(Array("HTTP/1.1 200 OK\r\n\r\nhalf".utf8))
            peer.resetAtEnd()
        }
        defer { server.stop() }
        let transport = transport
        var get = request(.get, "http://127.0.0.1:\(server.port)/", resending: .avoided)
        get.usesKeptConnection = usesKeptConnection
        let sent = get
        await #expect(throws: TransportError.self) { try await transport.send(sent) }
    }

    /// Bytes that nobody asked for are not the next request's answer.
    @Test(arguments: [HTTPRequest.Method.get, .post])
    func whatComesBehindAnAnswerIsNoAnswer(method: HTTPRequest.Method) async throws {
        let (surplus, sent) = AsyncStream.makeStream(of: Void.self)
        // The peer's thread waits for a byte of it.
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let (answered, go) = (ends[0], ends[1])
        defer { ends.forEach { close($0) } }
        let server = try ScriptedServer { peer in
            _ = peer.receiveHead()
            peer.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))
            var byte: UInt8 = 0
            guard read(answered, &byte, 1) == 1 else { return }
            peer.send(Array("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n".utf8))
            sent.yield()
            peer.waitForEnd()
        }
        defer { server.stop() }
        var sends = surplus.makeAsyncIterator()
        for _ in 0..<3 {
            #expect(try await transport.send(request(method, "http://127.0.0.1:\(server.port)/")).status == 200)
            #expect(write(go, [1], 1) == 1)
            _ = await sends.next()
        }
        #expect(server.connections == 3)
    }

    @Test func aGetIsSentAgainWhereNothingOfAnAnswerCame() async throws {
        let server = try LoopbackServer { $0.connection == 0 && $0.target == "/2" ? .close : .status(200) }
        defer { server.stop() }
        _ = try await transport.send(request(.get, "\(server.url)/1"))
        _ = try await transport.send(request(.get, "\(server.url)/2"))
        #expect(server.requests.map(\.connection) == [0, 0, 1])
    }

    @Test func aGetIsNotSentAgainOnAFreshConnection() async throws {
        let server = try LoopbackServer { _ in .close }
        defer { server.stop() }
        let transport = transport
        let get = request(.get, "\(server.url)/")
        await #expect(throws: TransportError.self) { try await transport.send(get) }
        #expect(server.requests.count == 1)
    }

    @Test func anAnswerThatSaysMoreThanItsLengthEndsTheConnection() async throws {
        let server = try ScriptedServer { peer in
            while let _ = peer.receiveHead() { peer.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab".utf8)) }
        }
        defer { server.stop() }
        for _ in 0..<3 {
            let response = try await transport.send(request(.get, "http://127.0.0.1:\(server.port)/"))
            #expect(response.body == Array("a".utf8))
        }
        #expect(server.connections == 3)
    }

    // MARK: - Sizes

    @Test func largeBodiesArriveWhole() async throws {
        let large = [UInt8](repeating: 7, count: 6 << 20)
        let server = try LoopbackServer { $0.body.isEmpty ? .bytes(200, body: large) : .status(202) }
        defer { server.stop() }
        #expect(try await transport.send(request(.get, "\(server.url)/")).body == large)
        #expect(try await transport.send(request(.post, "\(server.url)/", body: large)).status == 202)
        #expect(server.requests.last?.body == large)
        #expect(Set(server.requests.map(\.connection)) == [0])
    }

    /// As the Runtime API answers 413 to a response that is too large, before it has read all of it.
    @Test func anAnswerThatComesBeforeTheWholeRequestIsTaken() async throws {
        let server = try ScriptedServer { peer in
            _ = peer.receiveHead()
            peer.send(Array("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig".utf8))
            peer.waitForEnd()
        }
        defer { server.stop() }
        let post = request(.post, "http://127.0.0.1:\(server.port)/", body: [UInt8](repeating: 7, count: 40 << 20))
        let response = try await transport.send(post)
        #expect(response.status == 413)
        #expect(response.body == Array("big".utf8))
    }

    /// An event's answer in a packet of its own costs the Runtime API one more wake-up: a small body comes with its head.
    @Test(arguments: [true, false]) func headAndBodyGoOutTogether(usesKeptConnection: Bool) async throws {
        let first = Mutex<[[UInt8]]>([])
        let server = try ScriptedServer { peer in
            for _ in 0..<2 {
                guard let bytes = peer.receiveOnce() else { return }
                first.withLock { $0.append(bytes) }
                peer.send(Array("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".utf8))
            }
        }
        defer { server.stop() }
        for body in ["first body", "second body"] {
            var post = request(.post, "http://127.0.0.1:\(server.port)/", body: Array(body.utf8))
            post.usesKeptConnection = usesKeptConnection
            #expect(try await transport.send(post).status == 202)
        }
        let reads = first.withLock { $0 }.map { String(decoding: $0, as: UTF8.self) }
        #expect(reads.count == 2)
        #expect(reads.first?.hasSuffix("\r\n\r\nfirst body") == true)
        #expect(reads.last?.hasSuffix("\r\n\r\nsecond body") == true)
        #expect(reads.allSatisfy { $0.hasPrefix("POST / HTTP/1.1\r\n") })
    }

    // MARK: - Ends

    @Test func nobodyListens() async {
        let transport = transport
        let get = request(.get, "http://127.0.0.1:1/secret")
        let error = await #expect(throws: TransportError.self) { try await transport.send(get) }
        #expect(error?.reason == .notConnected)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func endsAtTheTotalLimit() async throws {
        let server = try LoopbackServer { $0.target == "/wait" ? .hang : .status(200) }
        defer { server.stop() }
        let transport = transport
        _ = try await transport.send(request(.get, "\(server.url)/"))
        for _ in 0..<2 {
            let limits = HTTPLimits(stalled: nil, total: .milliseconds(50))
            let get = request(.get, "\(server.url)/wait", limits: limits)
            let error = await #expect(throws: TransportError.self) { try await transport.send(get) }
            #expect(error?.reason == .timedOut)
        }
        #expect(try await transport.send(request(.get, "\(server.url)/")).status == 200)
    }

    @Test func cancellingTheTaskEndsTheExchange() async throws {
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { request in
            guard request.target == "/wait" else { return .status(200) }
            arrival.yield()
            return .hang
        }
        defer { server.stop() }
        let transport = transport
        let get = request(.get, "\(server.url)/wait")
        let task = Task { try await transport.send(get) }
        for await _ in arrived { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(try await transport.send(request(.get, "\(server.url)/")).status == 200)
        #expect(server.requests.last?.connection == 1, "the connection of the cancelled request is not used again")
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let transport = transport
        let get = request(.get, "\(server.url)/")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(get)
        }
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(server.requests.isEmpty)
    }

    @Test func refusesLineBreaksInHeaders() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let transport = transport
        for headers: HTTPHeaders in [["X-A": "1\r\nX-B: 2"], ["X\nA": "1"], ["X-A": "\u{0}"], ["": "1"]] {
            var get = request(.get, "\(server.url)/")
            get.headers = headers
            let unsent = get
            let error = await #expect(throws: TransportError.self) { try await transport.send(unsent) }
            #expect(error?.reason == .invalidRequest)
        }
        #expect(server.requests.isEmpty)
    }
}
