import AWSClient
import Synchronization
import TestSupport
import Testing

/// No number in an answer traps, wherever it stands: in JSON, in XML, in a header.
@Suite(.serialized) struct HostileNumberTests {
    static let numbers = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "-1", "0", "-0",
        "0.5", "1e400", "-1e400", "1e-400", "1e18", "99999999999999999999999999999999999999",
    ]

    @Test(arguments: ServiceOperation.all) func noNumberTraps(operation: ServiceOperation) async throws {
        let reply = Mutex(operation.answer)
        let server = try operation.server { _ in reply.withLock { $0 } }
        defer { server.stop() }
        for number in Self.numbers {
            for body in Self.variants(of: operation.body, with: number) {
                reply.withLock { $0 = .status(200, headers: operation.headers, body: body) }
                _ = await operation.run(on: server)
            }
            for headers in Self.variants(of: operation.headers.joined(separator: "\n"), with: number) {
                let headers = headers.split(separator: "\n").map { String($0) }
                reply.withLock { $0 = .status(200, headers: headers, body: operation.body) }
                _ = await operation.run(on: server)
            }
        }
        reply.withLock { $0 = operation.answer }
        #expect(await operation.run(on: server) == nil, "the client goes on as if nothing had been")
    }

    /// No header that speaks of time or of length traps: of a success, of an error, of one to wait for.
    @Test(arguments: numbers) func noHeaderTraps(number: String) async throws {
        let operation = ServiceOperation.dynamoDB[0]
        for status in [200, 400, 429, 503] {
            let headers = [
                "x-amz-retry-after: \(number)", "Retry-After: \(number)",
                "Date: Sat, \(number) Nov \(number) 00:00:00 GMT",
            ]
            let error = try await operation.run(answering: .status(status, headers: headers, body: operation.body))
            #expect((error == nil) == (status == 200))
        }
        let length = "HTTP/1.1 200 OK\r\nContent-Length: \(number)\r\n\r\n{}"
        _ = try await operation.run(answering: .raw(length))
    }

    /// The text with each of its numbers replaced, one at a time.
    static func variants(of text: String, with number: String) -> [String] {
        text.matches(of: /-?[0-9]+(\.[0-9]+)?/).map { match in
            "\(text[..<match.range.lowerBound])\(number)\(text[match.range.upperBound...])"
        }
    }
}
