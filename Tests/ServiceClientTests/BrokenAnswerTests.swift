import AWSClient
import TestSupport
import Testing

/// An answer that is not whole is no answer, for any operation: not "no item", not "written", not "no tables".
@Suite(.serialized) struct BrokenAnswerTests {
    static let cut = [
        "HTTP/1.1 200 OK\r\nx-amzn-RequestId: A\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", "HTTP/1.1 200 OK",
        "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx: y\r\n",
        "HTTP/1.0 200 OK\r\nx-amzn-RequestId: A\r\n",
    ]

    @Test(arguments: ServiceOperation.all) func headersThatBreakOffAreNone(operation: ServiceOperation) async throws {
        for answer in Self.cut {
            let error = try await operation.run(answering: .raw(answer)) as? AWSError
            #expect(error?.kind == .transient, "\(answer.debugDescription)")
        }
    }

    @Test(arguments: ServiceOperation.all) func aBodyThatBreaksOffIsNone(operation: ServiceOperation) async throws {
        let size = operation.body.utf8.count
        let part = operation.body.prefix(max(0, size - 1))
        var answers = [
            "HTTP/1.1 200 OK\r\nContent-Length: \(size + 1)\r\n\r\n\(part)",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(String(size + 1, radix: 16))\r\n\(part)",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        ]
        // Without a length the end of the connection is the end of the body: what is cut is no JSON and no XML.
        if !operation.needsNoBody, !part.isEmpty { answers.append("HTTP/1.1 200 OK\r\n\r\n\(part)") }
        for answer in answers where operation.name != "HeadObject" {
            let error = try await operation.run(answering: .raw(answer)) as? AWSError
            #expect(error?.kind == .transient, "\(answer.debugDescription)")
        }
    }

    @Test(arguments: ServiceOperation.all.filter { !$0.needsNoBody })
    func anAnswerWithoutItsOutputIsNoSuccess(operation: ServiceOperation) async throws {
        for body in ["", "<html><body>hello</body></html>", "[]", "null", "{", "<a>"] {
            let error = try await operation.run(answering: .status(200, body: body)) as? AWSError
            #expect(error?.kind == .transient, "\(body)")
        }
    }
}
