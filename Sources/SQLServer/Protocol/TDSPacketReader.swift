import DatabaseClient

/// Splits the server's bytes into packets.
struct TDSPacketReader {
    private var bytes: [UInt8] = []
    private var start = 0

    /// `true` when only a part of a packet has arrived.
    var isWithinPacket: Bool { start < bytes.count }

    mutating func append(_ more: some Collection<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes += more
    }

    /// Returns the next packet; `nil` until more bytes have arrived.
    ///
    /// - Throws: ``DatabaseError`` for a header that is not valid.
    mutating func next() throws(DatabaseError) -> TDSPacket? {
        guard bytes.count - start >= TDSPacket.headerLength else { return nil }
        let length = Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
        guard [TDSPacket.Kind.answer.rawValue, TDSPacket.Kind.preLogin.rawValue].contains(bytes[start]),
            length >= TDSPacket.headerLength, length <= TDSPacket.largestSize
        else {
            throw DatabaseError(.invalid, "what answers does not speak TDS: is there a SQL Server behind this port?")
        }
        guard bytes.count - start >= length else { return nil }
        defer { start += length }
        return TDSPacket(
            kind: bytes[start],
            isLast: bytes[start + 1] & 1 == 1,
            content: bytes[(start + TDSPacket.headerLength)..<(start + length)]
        )
    }
}
