/// One packet of the Tabular Data Stream: a header of eight bytes, and the content.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/7af53667-1b72-4703-8258-7984e838f746
struct TDSPacket: Equatable {
    enum Kind: UInt8 {
        case batch = 0x01
        /// An answer of the server, of any kind.
        case answer = 0x04
        case attention = 0x06
        case login = 0x10
        /// A pre-login message. Packets of this kind also carry the TLS handshake.
        case preLogin = 0x12
    }

    static let headerLength = 8
    /// The maximum size of a packet, in bytes, until the server names another size.
    static let defaultSize = 4096
    /// The maximum size of a packet, in bytes, that the protocol allows.
    static let largestSize = 32_767

    let kind: UInt8
    /// `true` for the last packet of a message.
    let isLast: Bool
    let content: ArraySlice<UInt8>

    /// Splits one message into packets.
    ///
    /// - Parameter size: the largest size of a packet in bytes, header included.
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
