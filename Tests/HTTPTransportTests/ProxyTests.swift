import Glibc
import TestSupport
import Testing

@testable import HTTPTransport

/// Proxies are named by environment variables, as for every other program. Each test has a process of its own: the environment is
/// the process's.
@Suite struct ProxyTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test(arguments: ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
    func httpsGoesThroughATunnel(variable: String) async {
        await #expect(processExitsWith: .success) { [variable] in
            let server = try TLSServer(answer: Self.answer)
            defer { server.stop() }
            let proxy = try ConnectProxy()
            defer { proxy.stop() }
            setenv(variable, proxy.url, 1)
            let transport = HTTPTransport(trust: .file(server.certificate))
            let response = try await transport.send(HTTPRequest(.post, "\(server.url)/a//b?c=d", body: [1]))
            #expect(response.body == Array("hi".utf8))
            let authority = server.url.dropFirst("https://".count)
            #expect(proxy.requests == ["CONNECT \(authority) HTTP/1.1"])
        }
    }

    @Test(arguments: ["http_proxy", "all_proxy"]) func httpGoesToTheProxyItself(variable: String) async {
        await #expect(processExitsWith: .success) { [variable] in
            let proxy = try ConnectProxy()
            defer { proxy.stop() }
            setenv(variable, proxy.url, 1)
            let response = try await HTTPTransport().send(HTTPRequest(.get, "http://example.invalid/a//b?c=%20"))
            #expect(response.body == Array("proxy".utf8))
            #expect(proxy.requests == ["GET http://example.invalid/a//b?c=%20 HTTP/1.1"])
        }
    }

    @Test(arguments: ["no_proxy", "NO_PROXY"]) func hostsThatAreExceptedAreReachedDirectly(variable: String) async {
        await #expect(processExitsWith: .success) { [variable] in
            let server = try TLSServer(answer: Self.answer)
            defer { server.stop() }
            let proxy = try ConnectProxy()
            defer { proxy.stop() }
            setenv("HTTPS_PROXY", proxy.url, 1)
            setenv(variable, "example.invalid,localhost", 1)
            let transport = HTTPTransport(trust: .file(server.certificate))
            #expect(try await transport.send(HTTPRequest(.get, server.url)).status == 200)
            #expect(proxy.requests == [])
        }
    }

    /// The Runtime API and the sources of credentials are on this machine.
    @Test func requestsThatUseNoProxyAreSentDirectly() async {
        await #expect(processExitsWith: .success) {
            let server = try LoopbackServer { _ in .status(200) }
            defer { server.stop() }
            let proxy = try ConnectProxy()
            defer { proxy.stop() }
            for name in ["http_proxy", "https_proxy", "all_proxy"] { setenv(name, proxy.url, 1) }
            var request = HTTPRequest(.get, "\(server.url)/", limits: .longPoll)
            request.usesProxy = false
            _ = try await HTTPTransport().send(request)
            request.usesKeptConnection = true
            _ = try await HTTPTransport().send(request)
            #expect(server.requests.count == 2)
            #expect(proxy.requests == [])
        }
    }

    @Test func aProxyThatRefusesIsAnErrorOfTheTransport() async {
        await #expect(processExitsWith: .success) {
            let server = try TLSServer(answer: Self.answer)
            defer { server.stop() }
            let proxy = try ConnectProxy(refuses: true)
            defer { proxy.stop() }
            setenv("https_proxy", proxy.url, 1)
            let transport = HTTPTransport(trust: .file(server.certificate))
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(HTTPRequest(.get, server.url))
            }
            #expect(error?.detail.contains("407") == true)
        }
    }

    @Test func aProxyThatIsNotThereIsNamed() async {
        await #expect(processExitsWith: .success) {
            setenv("https_proxy", "http://127.0.0.1:1", 1)
            let error = await #expect(throws: TransportError.self) {
                try await HTTPTransport().send(HTTPRequest(.get, "https://example.invalid/"))
            }
            #expect(error?.reason == .notConnected)
        }
    }
}
