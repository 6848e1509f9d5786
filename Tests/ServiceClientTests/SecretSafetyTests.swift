import AWSClient
import Synchronization
import TestSupport
import Testing

/// No error quotes an answer: nobody knows what stands in one that cannot be read.
@Suite(.serialized) struct SecretSafetyTests {
    static let mark = "MARKED-SECRET-4711"

    /// Answers with the mark where a success, or a piece of one, has it.
    static let answers: [LoopbackServer.Reply] = {
        let bodies = [
            #"{"SecretString":"\#(mark)"}"#, #"{"VersionId":5,"SecretString":"\#(mark)"}"#,
            #"{"VersionId":"v","SecretString":"\#(mark)"#, #"{"Item":{"a":{"S":"\#(mark)"}},"Records":"\#(mark)"}"#,
            #"["\#(mark)"]"#, #""\#(mark)""#, mark, "<html><body>\(mark)</body></html>",
            "<Other><A>\(mark)</A></Other>",
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>\(mark)",
            "<ListBucketResult><Contents><Key>\(mark)</Key></Contents></ListBucketResult>", "\u{0}\u{1}\(mark)\u{FFFE}",
        ]
        let whole = [200, 202, 302, 400, 403, 404, 429, 500, 503].flatMap { status in
            bodies.map { LoopbackServer.Reply.status(status, headers: ["Content-Type: text/html"], body: $0) }
        }
        let broken: [LoopbackServer.Reply] = [
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n\(bodies[0])"),
            .raw("HTTP/1.1 200 OK\r\nx-secret: \(mark)\r\n"), .raw("\(mark)\r\n\r\n"), .raw("HTTP/1.1 \(mark)\r\n\r\n"),
            .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\(mark)"),
            .raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 18\r\n\r\n\(mark)"),
        ]
        return whole + broken
    }()

    @Test(arguments: ServiceOperation.all) func noErrorQuotesAnAnswer(operation: ServiceOperation) async throws {
        let reply = Mutex(Self.answers[0])
        let server = try operation.server { _ in reply.withLock { $0 } }
        defer { server.stop() }
        var errors = 0
        for answer in Self.answers {
            reply.withLock { $0 = answer }
            guard let error = await operation.run(on: server) else { continue }
            errors += 1
            expectNoMark(in: error)
        }
        #expect(errors >= Self.answers.count / 2, "most of these are no answers of the service")
    }

    /// The secrets we sign with are in no error either, even when somebody on the way sends the whole request back.
    @Test(arguments: ServiceOperation.all) func noErrorQuotesTheRequest(operation: ServiceOperation) async throws {
        for status in [200, 403, 502] {
            let server = try operation.server { request in
                let headers = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                return .status(status, body: "<pre>\(headers)\n\(Self.mark)</pre>")
            }
            defer { server.stop() }
            if let error = await operation.run(on: server) {
                expectNoMark(in: error)
                #expect(!"\(error)".contains("AWS4-HMAC-SHA256"))
            }
        }
    }

    private func expectNoMark(in error: any Error) {
        var dumped = ""
        dump(error, to: &dumped)
        for text in ["\(error)", String(reflecting: error), dumped] {
            #expect(!text.contains(Self.mark), "\(text.prefix(500))")
        }
    }
}
