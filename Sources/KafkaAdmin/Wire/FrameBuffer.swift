/// Cuts what a connection receives into answers: four bytes of length, then so many bytes. Pure: it is given the bytes as they come.
///
/// Legal moves: ``received(_:)`` at any time; ``next()`` after it, as often as it returns an answer. After a thrown fault the
/// connection is of no more use, as nobody knows where the next answer begins.
struct FrameBuffer {
    /// The longest answer that is taken, in bytes: a cluster of 200,000 partitions fits.
    static let longest = 16 << 20

    private var bytes: [UInt8] = []

    /// Bytes have come that are no whole answer yet.
    var isInsideAnswer: Bool { !bytes.isEmpty }

    mutating func received(_ more: [UInt8]) { bytes += more }

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
