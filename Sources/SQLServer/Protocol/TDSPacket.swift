/// One packet of the Tabular Data Stream: eight bytes of header, and content.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/7af53667-1b72-4703-8258-7984e838f746
struct TDSPacket: Equatable {
    enum Kind: UInt8 {
        case batch = 0x01
        /// Every answer of the server.
        case answer = 0x04
        case attention = 0x06
        case login = 0x10
        /// The TLS handshake travels in these too.
        case preLogin = 0x12
    }

    static let headerLength = 8
    /// The bytes that a client may send before the server has named another size.
    static let defaultSize = 4096
    /// The largest size that the protocol has.
    static let largestSize = 32_767

    let kind: UInt8
    /// The last one of a message.
    let isLast: Bool
    let content: ArraySlice<UInt8>

    /// The packets of one message.
    ///
    /// - Parameter size: of a packet, header and all.
    static func packets(_ kind: Kind, _ content: [UInt8], size: Int) -> [UInt8] {
        let room = min(max(size, 512), largestSize) - headerLength
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content.count + headerLength * (content.count / room + 1))
        var start = 0
        var number: UInt8 = 1
        repeat {
            let end = min(start + room, content.count)
            let length = end - start + headerLength
            bytes += [
                kind.rawValue, end == content.count ? 1 : 0, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, number, 0,
            ]
            bytes += content[start..<end]
            number &+= 1
            start = end
        } while start < content.count
        return bytes
    }
}
