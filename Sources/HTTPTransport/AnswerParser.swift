import Glibc

/// Reads one HTTP/1.1 answer from the bytes of a connection, however they are cut in pieces
/// ([RFC 9112](https://www.rfc-editor.org/rfc/rfc9112)). It does no I/O, and nothing that a peer sends traps.
///
/// Interim answers (1xx) are skipped. The body's length is told by `Transfer-Encoding: chunked`, else by `Content-Length`, else
/// by the end of the connection.
struct AnswerParser {
    /// The error for bytes that are no HTTP, or that are too many.
    struct Fault: Error, Equatable {
        let detail: String
    }

    /// The next thing to read.
    private enum State: Equatable {
        /// Moves to ``fields``.
        case statusLine
        /// Moves to ``statusLine`` after a 1xx, else to one of the bodies or ``done``.
        case fields
        /// The body's bytes that are missing. Moves to ``done``.
        case body(missing: Int)
        /// Stays until the connection ends.
        case bodyToTheEnd
        /// Moves to ``chunk``, or to ``trailers`` after the last one.
        case chunkSize
        /// The chunk's bytes that are missing. Moves to ``chunkEnd``.
        case chunk(missing: Int)
        /// Moves to ``chunkSize``.
        case chunkEnd
        /// Moves to ``done``.
        case trailers
        case done
    }

    /// Bytes of all lines of an answer together: its status line, fields, chunk sizes and trailers.
    static let mostLines = 1 << 20

    private var state = State.statusLine
    private var head = AnswerHead()
    private var received = ReceivedHeaderLines()
    private var body: [UInt8] = []
    /// The beginning of a line whose end has not come yet.
    private var begun: [UInt8] = []
    private var lineBytes = 0
    private let largestBody: Int

    /// `true` once a byte has come.
    private(set) var hasBegun = false

    init(largestBody: Int = HTTPResponse.largestBody) { self.largestBody = largestBody }

    var isDone: Bool { state == .done }

    /// `true` when the peer will take another request on this connection.
    var keepsConnection: Bool { head.keepsConnection }

    /// The answer; whole only when ``isDone``.
    var response: HTTPResponse {
        HTTPResponse(status: head.status, headers: HTTPHeaders(received: received), body: body)
    }

    /// Takes the bytes that came next.
    ///
    /// - Returns: how many of them belong to the answer: all, unless it is done before.
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

    /// Takes the end of the connection.
    ///
    /// - Returns: what is missing; `nil` when the answer is whole.
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

    /// Reads hexadecimal digits, behind which an extension may stand.
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
