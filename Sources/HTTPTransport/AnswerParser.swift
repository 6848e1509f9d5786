import Glibc

/// Reads one HTTP/1.1 answer from the bytes of a connection, which may arrive in pieces of any size ([RFC
/// 9112](https://www.rfc-editor.org/rfc/rfc9112)). It does no I/O, and no bytes of a peer make it trap.
///
/// Interim answers (1xx) are skipped. The body's length comes from `Transfer-Encoding: chunked`, else from
/// `Content-Length`, else from the end of the connection.
struct AnswerParser {
    /// The error for bytes that are not HTTP, or for too many bytes.
    struct Fault: Error, Equatable {
        let detail: String
    }

    /// The part of the answer that is read next. Each state names the states that may follow.
    private enum State: Equatable {
        /// The status line. Moves to ``fields``.
        case statusLine
        /// The header fields. Moves to ``statusLine`` after a 1xx, else to one of the bodies or ``done``.
        case fields
        /// A body of a known length, with the number of missing bytes. Moves to ``done``.
        case body(missing: Int)
        /// A body that ends with the connection. Stays until then.
        case bodyToTheEnd
        /// The line with a chunk's size. Moves to ``chunk``, or to ``trailers`` after the last chunk.
        case chunkSize
        /// The bytes of a chunk, with the number of missing bytes. Moves to ``chunkEnd``.
        case chunk(missing: Int)
        /// The end of the line after a chunk. Moves to ``chunkSize``.
        case chunkEnd
        /// The lines after the last chunk. Moves to ``done``.
        case trailers
        case done
    }

    /// The maximum size, in bytes, of all lines of an answer together: its status line, fields, chunk sizes and
    /// trailers.
    static let mostLines = 1 << 20

    private var state = State.statusLine
    private var head = AnswerHead()
    private var received = ReceivedHeaderLines()
    private var body: [UInt8] = []
    /// The bytes of a line whose end has not arrived yet.
    private var begun: [UInt8] = []
    private var lineBytes = 0
    private let largestBody: Int

    /// `true` when at least one byte of the answer has arrived.
    private(set) var hasBegun = false

    init(largestBody: Int = HTTPResponse.largestBody) { self.largestBody = largestBody }

    var isDone: Bool { state == .done }

    /// `true` when the peer will accept another request on this connection.
    var keepsConnection: Bool { head.keepsConnection }

    /// The answer. It is complete only when ``isDone`` is `true`.
    var response: HTTPResponse {
        HTTPResponse(status: head.status, headers: HTTPHeaders(received: received), body: body)
    }

    /// Reads the next bytes of the connection.
    ///
    /// - Returns: the number of bytes that belong to the answer: all of them, unless the answer ends before.
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) -> Int {
        var at = 0
        while at < bytes.count, state != .done {
            hasBegun = true
            switch state {
            case .body(let missing):
                let count = min(missing, bytes.count - at)
                try append(bytes[at..<at + count])
                at += count
                state = count == missing ? .done : .body(missing: missing - count)
            case .chunk(let missing):
                let count = min(missing, bytes.count - at)
                try append(bytes[at..<at + count])
                at += count
                state = count == missing ? .chunkEnd : .chunk(missing: missing - count)
            case .bodyToTheEnd:
                try append(bytes[at...])
                at = bytes.count
            case .statusLine, .fields, .chunkSize, .chunkEnd, .trailers, .done:
                try takeLine(of: bytes, &at)
            }
        }
        return at
    }

    /// Records that the connection has ended.
    ///
    /// - Returns: a text that says which part is missing; `nil` when the answer is complete.
    mutating func end() -> String? {
        switch state {
        case .done: return nil
        case .bodyToTheEnd:
            state = .done
            return nil
        case .statusLine where !hasBegun: return "the connection was closed before an answer came"
        case .statusLine, .fields: return "the answer broke off inside its headers"
        case .body, .chunkSize, .chunk, .chunkEnd, .trailers: return "the answer broke off inside its body"
        }
    }

    // MARK: - Lines

    private mutating func takeLine(of bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) throws(Fault) {
        let rest = UnsafeBufferPointer(rebasing: bytes[at...])
        let end = rest.baseAddress.flatMap { base in
            memchr(base, 0x0A, rest.count).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
        }
        let count = end.map { $0 + 1 } ?? rest.count
        lineBytes += count
        guard lineBytes <= Self.mostLines else { throw Fault(detail: "the answer's headers are larger than 1 MiB") }
        at += count
        guard let end else { return begun.append(contentsOf: rest) }
        if begun.isEmpty { return try take(line: Self.withoutReturn(rest[..<end])) }
        begun.append(contentsOf: rest[..<end])
        let whole = begun
        begun = []
        try whole.withUnsafeBufferPointer { (line) throws(Fault) in try take(line: Self.withoutReturn(line[...])) }
    }

    private static func withoutReturn(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: line.last == 0x0D ? line.dropLast() : line)
    }

    private mutating func take(line: UnsafeBufferPointer<UInt8>) throws(Fault) {
        switch state {
        case .statusLine:
            head = try AnswerHead(statusLine: line)
            received = ReceivedHeaderLines()
            state = .fields
        case .fields where line.isEmpty: try endFields()
        case .fields:
            try head.take(field: line)
            received.append(line)
        case .chunkSize:
            let size = try Self.chunkSize(line)
            guard size <= largestBody - body.count else { throw tooLarge }
            state = size == 0 ? .trailers : .chunk(missing: size)
        case .chunkEnd:
            guard line.isEmpty else { throw Fault(detail: "a chunk is longer than it says") }
            state = .chunkSize
        case .trailers: if line.isEmpty { state = .done }
        case .body, .bodyToTheEnd, .chunk, .done: break
        }
    }

    private mutating func endFields() throws(Fault) {
        switch try head.framing {
        case .interim: state = .statusLine
        case .empty: state = .done
        case .chunked: state = .chunkSize
        case .toTheEnd: state = .bodyToTheEnd
        case .length(let length):
            guard length <= largestBody else { throw tooLarge }
            // One allocation for the usual case; a peer's claim is believed up to the Runtime API's own limit only.
            body.reserveCapacity(min(length, 8 << 20))
            state = length == 0 ? .done : .body(missing: length)
        }
    }

    /// Reads a chunk's size in hexadecimal digits. An extension may follow the digits.
    private static func chunkSize(_ line: UnsafeBufferPointer<UInt8>) throws(Fault) -> Int {
        var size = 0
        var digits = 0
        for byte in line {
            guard let digit = Self.hexDigit(byte) else {
                guard digits > 0, byte == UInt8(ascii: ";") || byte == 0x20 || byte == 0x09 else { break }
                return size
            }
            digits += 1
            // More digits than an Int has, leading zeros among them.
            guard digits <= 15 else { throw Fault(detail: "a chunk's size is out of range") }
            size = size << 4 | digit
        }
        guard digits > 0, digits == line.count else { throw Fault(detail: "a chunk's size is no number") }
        return size
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    // MARK: - Body

    private mutating func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(Fault) {
        guard bytes.count <= largestBody - body.count else { throw tooLarge }
        body.append(contentsOf: bytes)
    }

    private var tooLarge: Fault { Fault(detail: "the answer is larger than \(largestBody) bytes") }
}
