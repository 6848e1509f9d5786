/// The parts of an answer's head that define where the answer ends and whether its connection can be used again.
struct AnswerHead {
    /// The form of the body ([RFC 9112 §6.3](https://www.rfc-editor.org/rfc/rfc9112#section-6.3)).
    enum Framing: Equatable {
        /// The head has a status of 1xx: another head follows.
        case interim
        case empty
        case length(Int)
        case chunked
        /// The body ends when the peer closes the connection.
        case toTheEnd
    }

    private(set) var status = 0
    private var isKeptByDefault = true
    private var asksToClose = false
    private var asksToKeep = false
    private var isChunked = false
    private var length: Int?

    init() {}

    /// Reads a status line such as `HTTP/1.1 200 OK`.
    ///
    /// - Throws: ``AnswerParser/Fault`` for a line that is not a status line of HTTP/1.
    init(statusLine line: UnsafeBufferPointer<UInt8>) throws(AnswerParser.Fault) {
        guard line.count >= 12, Self.isEqual(line[..<7], "http/1."), Self.isDigit(line[7]), line[8] == 0x20,
            line.count == 12 || line[12] == 0x20
        else { throw AnswerParser.Fault(detail: "the answer is no HTTP/1.1") }
        for byte in line[9..<12] {
            guard Self.isDigit(byte) else { throw AnswerParser.Fault(detail: "the answer's status is no number") }
            status = status * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard status >= 100 else { throw AnswerParser.Fault(detail: "the answer's status is no number") }
        isKeptByDefault = line[7] != UInt8(ascii: "0")
    }

    /// Reads one header line, and keeps a value that concerns the answer's length or the reuse of the connection. A
    /// line that continues the line before it is ignored.
    ///
    /// - Throws: ``AnswerParser/Fault`` for a field that makes the answer's end ambiguous.
    mutating func take(field line: UnsafeBufferPointer<UInt8>) throws(AnswerParser.Fault) {
        if let value = Self.value(in: line, of: "content-length:") {
            guard let new = Self.number(value), length == nil || length == new else {
                throw AnswerParser.Fault(detail: "the answer's Content-Length is not one number")
            }
            length = new
        } else if let value = Self.value(in: line, of: "transfer-encoding:") {
            guard Self.isEqual(value, "chunked") else {
                throw AnswerParser.Fault(detail: "the answer's Transfer-Encoding is not chunked")
            }
            isChunked = true
        } else if let value = Self.value(in: line, of: "connection:") {
            for token in value.split(separator: UInt8(ascii: ",")) {
                let token = Self.trimmed(token)
                if Self.isEqual(token, "close") { asksToClose = true }
                if Self.isEqual(token, "keep-alive") { asksToKeep = true }
            }
        }
    }

    var framing: Framing {
        get throws(AnswerParser.Fault) {
            switch status {
            case 101: throw AnswerParser.Fault(detail: "the answer changes the protocol, which nobody asked for")
            case 100..<200: return .interim
            case 204, 304: return .empty
            default:
                if isChunked { return .chunked }
                return length.map { .length($0) } ?? .toTheEnd
            }
        }
    }

    /// `true` when the connection can carry another request. It is `false` after an answer that states its length in
    /// two ways, because the peer and this client may disagree about the answer's end.
    var keepsConnection: Bool {
        guard !asksToClose, isKeptByDefault || asksToKeep else { return false }
        if status == 204 || status == 304 { return true }
        return isChunked != (length != nil)
    }

    // MARK: - Bytes

    /// Returns the value of the field `name`; `nil` for a line of another field. The name is in lower case and ends
    /// with the colon.
    private static func value(
        in line: UnsafeBufferPointer<UInt8>,
        of name: StaticString
    ) -> Slice<UnsafeBufferPointer<UInt8>>? {
        let count = name.utf8CodeUnitCount
        guard line.count >= count, line[count - 1] == UInt8(ascii: ":"), isEqual(line[..<count], name) else {
            return nil
        }
        return trimmed(line[count...])
    }

    private static func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }

    /// Compares two texts and ignores the case of ASCII letters; `wanted` is in lower case.
    private static func isEqual(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ wanted: StaticString) -> Bool {
        wanted.withUTF8Buffer { wanted in
            bytes.count == wanted.count
                && zip(bytes, wanted).allSatisfy { ReceivedHeaderLines.lowercase($0.0) == $0.1 }
        }
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var number = 0
        for digit in digits {
            guard isDigit(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
