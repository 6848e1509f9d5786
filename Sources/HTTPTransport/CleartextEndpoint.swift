/// The parts of a URL with plain HTTP and an IPv4 address, such as `http://127.0.0.1:9001/2018-06-01/…`. Such a URL
/// needs no name lookup and no TLS.
struct CleartextEndpoint: Equatable {
    /// The IPv4 address, in the host's byte order.
    let address: UInt32
    let port: UInt16
    /// The host and the port, exactly as in the URL.
    let authority: String
    /// The path and the query, exactly as in the URL.
    let path: String

    /// Divides a URL into its parts.
    ///
    /// - Returns: `nil` for any other URL, and for a path that cannot be part of a request's first line.
    init?(_ url: String) {
        var url = url
        let parts = url.withUTF8 { bytes -> CleartextEndpoint? in
            guard bytes.count > 7, "http://".utf8.elementsEqual(bytes[..<7]) else { return nil }
            var at = 7
            guard let address = Self.address(bytes, &at) else { return nil }
            var port = 80
            if at < bytes.count, bytes[at] == UInt8(ascii: ":") {
                at += 1
                guard let given = Self.number(bytes, &at, most: 65_535), given > 0 else { return nil }
                port = given
            }
            guard at < bytes.count, bytes[at] == UInt8(ascii: "/"),
                bytes[at...].allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
            else { return nil }
            return CleartextEndpoint(
                address: address,
                port: UInt16(truncatingIfNeeded: port),
                authority: String(decoding: UnsafeBufferPointer(rebasing: bytes[7..<at]), as: UTF8.self),
                path: String(decoding: UnsafeBufferPointer(rebasing: bytes[at...]), as: UTF8.self)
            )
        }
        guard let parts else { return nil }
        self = parts
    }

    private init(address: UInt32, port: UInt16, authority: String, path: String) {
        self.address = address
        self.port = port
        self.authority = authority
        self.path = path
    }

    private static func address(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt32? {
        var address: UInt32 = 0
        for part in 0..<4 {
            if part > 0 {
                guard at < bytes.count, bytes[at] == UInt8(ascii: ".") else { return nil }
                at += 1
            }
            guard let number = number(bytes, &at, most: 255) else { return nil }
            address = address << 8 | UInt32(truncatingIfNeeded: number)
        }
        return address
    }

    /// Reads a decimal number. It refuses a leading zero, because some programs would read such a number as octal.
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, most: Int) -> Int? {
        let start = at
        var number = 0
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 {
            number = number * 10 + Int(bytes[at] &- UInt8(ascii: "0"))
            at += 1
            guard number <= most else { return nil }
        }
        let isZeroLed = at - start > 1 && bytes[start] == UInt8(ascii: "0")
        return at > start && !isZeroLed ? number : nil
    }
}
