import CCurl

/// A header as libcurl takes it, written into one buffer that serves all headers of a request.
struct HeaderLine {
    /// Ends with a zero byte.
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(512) }

    /// - Returns: `false` for a header that HTTP cannot carry: without a name, or with a line break or a zero byte.
    mutating func write(_ field: HTTPHeaders.Field) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        bytes += field.name.utf8
        // "Name:" removes a header in libcurl; "Name;" is its way to send one without a value.
        if field.value.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
            bytes.append(UInt8(ascii: ";"))
        } else {
            bytes.append(UInt8(ascii: ":"))
            bytes.append(UInt8(ascii: " "))
            bytes += field.value.utf8
        }
        let isBroken = bytes.contains { $0 < 0x20 && ($0 == 0x0D || $0 == 0x0A || $0 == 0) }
        bytes.append(0)
        return !isBroken && !field.name.isEmpty
    }

    /// - Returns: the list with a copy of the line behind it.
    func append(to list: UnsafeMutablePointer<curl_slist>?) -> UnsafeMutablePointer<curl_slist>? {
        bytes.withUnsafeBytes { curl_slist_append(list, $0.baseAddress?.assumingMemoryBound(to: CChar.self)) }
    }
}
