import Testing

@testable import HTTPTransport

@Suite struct AnswerParserTests {
    /// The outcome of reading one connection to its end.
    private enum Reading: Equatable {
        case whole(HTTPResponse, keepsConnection: Bool, rest: Int)
        case missing
        case fault
    }

    /// Reads a text cut at these places, and then the connection's end.
    private func read(_ text: String, cutAt cuts: [Int] = [], largestBody: Int = 1_000) -> Reading {
        let bytes = Array(text.utf8)
        var parser = AnswerParser(largestBody: largestBody)
        var start = 0
        for end in cuts + [bytes.count] {
            do throws(AnswerParser.Fault) {
                var piece = Array(bytes[start..<end])
                let taken = try piece.withUnsafeMutableBufferPointer { (piece) throws(AnswerParser.Fault) in
                    try parser.take(UnsafeBufferPointer(piece))
                }
                // The piece is gone before the next one comes.
                for index in piece.indices { piece[index] = 0 }
                if parser.isDone {
                    let rest = bytes.count - start - taken
                    return .whole(parser.response, keepsConnection: parser.keepsConnection, rest: rest)
                }
            } catch {
                return .fault
            }
            start = end
        }
        guard parser.end() == nil else { return .missing }
        return .whole(parser.response, keepsConnection: false, rest: 0)
    }

    private static let whole: [(text: String, status: Int, body: String, isKept: Bool)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true),
        ("HTTP/1.1 200 OK\ncontent-length:2 \t\n\nhi", 200, "hi", true),
        ("HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n", 202, "", true),
        ("HTTP/1.1 202\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", 202, "hi", true),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", 204, "", true),
        ("HTTP/1.1 304 Not Modified\r\n\r\n", 304, "", true),
        ("HTTP/1.1 200 OK\r\n\r\nhi", 200, "hi", false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false),
        ("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true),
        ("HTTP/1.1 200 OK\r\nConnection: x, close\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nx: 1\r\n\r\nHTTP/1.1 413 No\r\nContent-Length: 1\r\n\r\n.",
            413, ".", true
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n", 200, "abcd", true),
        (
            "HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n00A \r\n0123456789\r\n000\r\nx: y\r\n\r\n", 200,
            "0123456789", true
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\na\r\n0\r\n\r\n", 200, "a",
            false
        ),
        ("HTTP/1.1 200 OK\r\nx: y\r\n folded\r\nContent-Length: 0\r\n\r\n", 200, "", true),
    ]

    @Test func readsAnAnswerHoweverItIsCut() throws {
        for (text, status, body, isKept) in Self.whole {
            let count = text.utf8.count
            var cuts = [[], Array(1..<count)]
            cuts += (1..<count).map { [$0] }
            cuts += stride(from: 2, to: 9, by: 1).map { Array(stride(from: 1, to: count, by: $0)) }
            for cut in cuts {
                guard case .whole(let response, let keepsConnection, let rest) = read(text, cutAt: cut) else {
                    Issue.record("\(text) cut at \(cut): \(read(text, cutAt: cut))")
                    continue
                }
                #expect(response.status == status)
                #expect(response.body == Array(body.utf8))
                #expect(keepsConnection == isKept, "\(text)")
                #expect(rest == 0)
            }
        }
    }

    /// Only a body that ends with its connection may end anywhere.
    @Test func noPartOfAnAnswerIsAWholeOne() {
        for (text, _, _, _) in Self.whole {
            let endsWithItsConnection = text == "HTTP/1.1 200 OK\r\n\r\nhi"
            for count in 0..<text.utf8.count - (endsWithItsConnection ? 2 : 0) {
                let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
                #expect(read(part) == .missing, "\(part)")
            }
        }
    }

    @Test func leavesWhatComesBehindTheAnswer() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
        guard case .whole(_, _, let rest) = read(answer + "HTTP/1.1 200 OK\r\n") else {
            Issue.record("no answer")
            return
        }
        #expect(rest == 17)
    }

    @Test func readsFields() throws {
        let text =
            "HTTP/1.1 200 OK\r\nA:1\r\nb-C:  two words \t\r\nEmpty:\r\na: 2\r\nLong: x\r\n\ty\r\nContent-Length: 0\r\n\r\n"
        guard case .whole(let response, _, _) = read(text) else {
            Issue.record("no answer")
            return
        }
        #expect(response.headers["a"] == "1")
        #expect(response.headers["B-c"] == "two words")
        #expect(response.headers["empty"] == "")
        #expect(response.headers["none"] == nil)
        #expect(response.headers["long"]?.split(whereSeparator: \.isWhitespace) == ["x", "y"])
        #expect(response.headers.fields.map(\.name) == ["A", "b-C", "Empty", "a", "Long", "Content-Length"])
        var changed = response.headers
        changed["A"] = "3"
        #expect(changed.fields.map(\.value).last == "3")
        #expect(changed["Long"] == response.headers["Long"])
        #expect(changed != response.headers)
    }

    @Test func theFieldsOfAnInterimAnswerAreNotThoseOfTheFinalOne() {
        let text = "HTTP/1.1 103 Early\r\nx: 1\r\nContent-Length: 7\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        guard case .whole(let response, _, _) = read(text) else {
            Issue.record("no answer")
            return
        }
        #expect(response.headers["x"] == nil)
    }

    @Test(arguments: [
        "garbage\r\n", "\r\n", "HTTP/9.9 abc\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 099 x\r\n",
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n", "HTTP/1.x 200 OK\r\n", "\u{0}\u{1}\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
    ])
    func refusesWhatIsNoAnswer(text: String) {
        #expect(read(text) == .fault)
        for cut in 1..<text.utf8.count { #expect(read(text, cutAt: [cut]) == .fault) }
    }

    @Test func refusesABodyWithoutEndThatIsTooLarge() {
        let body = String(repeating: "x", count: 1_001)
        #expect(read("HTTP/1.1 200 OK\r\n\r\n\(body)") == .fault)
        let chunk = "3e8\r\n\(body.dropLast())\r\n"
        #expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)1\r\nx\r\n0\r\n\r\n") == .fault)
        #expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n") != .fault)
    }

    @Test func refusesHeadersWithoutEnd() {
        #expect(read("HTTP/1.1 200 OK\r\n" + String(repeating: "x: y\r\n", count: 200_000)) == .fault)
        #expect(read("HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 1_100_000)) == .fault)
        #expect(read(String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 50_000)) == .fault)
    }

    /// Whatever a peer sends, in whatever pieces.
    @Test func nothingTraps() {
        let pieces = [
            "HTTP/1.1 200 OK\r\n", "HTTP/1.0 100 x\n", "\r\n", "\n", "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "3\r\n", "abc", "0\r\n", ":", " ", "\t", "\u{0}", "x: y\r\n", "Connection: close\r\n", "fffffff\r\n", "\r",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0..<14, using: &random)).map { _ in pieces.randomElement() ?? "" }.joined()
            let count = text.utf8.count
            let cuts = Set((0..<5).map { _ in Int.random(in: 0...count, using: &random) }).sorted()
            #expect(read(text) == read(text, cutAt: cuts))
        }
    }
}
