/// The address of one broker: a host name or an IP address, and a port.
public struct KafkaEndpoint: Sendable, Hashable, CustomStringConvertible {
    public let host: String
    /// The TCP port, 1 to 65,535.
    public let port: Int

    /// Checks the parts of an address.
    ///
    /// - Returns: `nil` when they cannot be an address. A broker's answer may contain anything.
    public init?(host: String, port: Int) {
        guard (1...65_535).contains(port), (1...253).contains(host.utf8.count), host.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        self.host = host
        self.port = port
    }

    /// Reads an address, such as `b-1.example.kafka.us-east-1.amazonaws.com:9098` or `[::1]:9092`.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits)
        else { return nil }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        self.init(host: String(host), port: port)
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"): true
        default: false
        }
    }
}
