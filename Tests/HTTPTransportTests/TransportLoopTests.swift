import Glibc
import TestSupport
import Testing

@testable import HTTPTransport

@Suite struct TransportLoopTests {
    @Test func runsItsBodyAndTransfersOnOneThread() throws {
        let server = try LoopbackServer { _ in .status(200, body: "hi") }
        defer { server.stop() }
        let transport = HTTPTransport()
        let here = UInt(pthread_self())
        let threads = transport.run {
            var threads = [UInt(pthread_self())]
            let body = try? await transport.send(HTTPRequest(.get, server.url)).body
            threads.append(UInt(pthread_self()))
            threads += await withTaskGroup(of: UInt.self) { group in
                group.addTask { UInt(pthread_self()) }
                return await group.reduce(into: []) { $0.append($1) }
            }
            return body == Array("hi".utf8) ? threads : []
        }
        #expect(threads == [here, here, here])
    }

    @Test func hasOneThreadOnly() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let transport = HTTPTransport()
        _ = try await transport.send(HTTPRequest(.get, server.url))
        #expect(transport.run { 1 } == nil)
    }

    @Test func aRequestAfterTheEndDoesNotWaitForEver() async {
        let transport = HTTPTransport()
        _ = transport.run { 1 }
        await #expect(throws: CancellationError.self) {
            _ = try await transport.send(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
    }
}
