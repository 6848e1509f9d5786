/// Splits the bytes that a connection receives into answers. Each answer is four bytes of length, followed by so many
/// bytes. This type does no I/O: the caller passes the bytes in.
///
/// Legal moves: ``received(_:)`` at any time; ``next()`` after it, as often as it returns an answer. After a thrown
/// fault the connection cannot be used again, because the beginning of the next answer is unknown.
struct FrameBuffer {
    /// The maximum length of an answer, in bytes. The description of a cluster of 200,000 partitions fits.
    static let longest = 16 << 20

    private var bytes: [UInt8] = []

    /// `true` while the buffer contains bytes, for example the beginning of an answer.
    var isInsideAnswer: Bool { !bytes.isEmpty }

    mutating func received(_ more: [UInt8]) { bytes += more }

    /// Removes the next answer from the buffer.
    ///
    /// - Returns: the next whole answer without its length; `nil` when more bytes must come first.
    mutating func next() throws(WireFault) -> [UInt8]? {
        guard bytes.count >= 4 else { return nil }
        let length = Int(Int32(bitPattern: bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }))
        guard (4...Self.longest).contains(length) else {
            throw WireFault(
                "says that it has \(length) bytes; 4 to \(Self.longest) are taken. Does the port speak Kafka?"
            )
        }
        guard bytes.count >= 4 + length else { return nil }
        defer { bytes.removeFirst(4 + length) }
        return Array(bytes[4..<(4 + length)])
    }
}
