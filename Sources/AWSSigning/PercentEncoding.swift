/// Percent-encodes text as SigV4 requires: the unreserved characters of RFC 3986 stay, every other byte becomes `%XX`
/// in upper case. It changes nothing else: a `.` or a second `/` in a key is part of the key's name.
public enum PercentEncoding {
    /// Encodes a query value, a header value or one path segment.
    public static func encode(_ text: String) -> String { encode(text, keepingSlash: false) }

    /// Encodes a path; `/` stays.
    public static func encodePath(_ text: String) -> String { encode(text, keepingSlash: true) }

    private static func encode(_ text: String, keepingSlash: Bool) -> String {
        var text = text
        let slash = keepingSlash ? UInt8(ascii: "/") : UInt8(ascii: "-")
        let encoded = text.withUTF8 { bytes -> String? in
            let escapes = bytes.reduce(0) { $0 &+ (isUnreserved($1) || $1 == slash ? 0 : 1) }
            guard escapes > 0 else { return nil }
            return String(unsafeUninitializedCapacity: bytes.count + 2 * escapes) { output in
                var count = 0
                for byte in bytes {
                    if isUnreserved(byte) || byte == slash {
                        output[count] = byte
                        count &+= 1
                    } else {
                        output[count] = UInt8(ascii: "%")
                        output[count &+ 1] = hexDigit(byte >> 4)
                        output[count &+ 2] = hexDigit(byte & 15)
                        count &+= 3
                    }
                }
                return count
            }
        }
        return encoded ?? text
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x37 &+ value }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
