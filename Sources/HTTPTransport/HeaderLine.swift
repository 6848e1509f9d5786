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
        let nameEnd = bytes.count
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        bytes += field.value.utf8
        var isBlank = true
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0x0D || byte == 0x0A || byte == 0 { return false }
            if index > nameEnd, byte != 0x20, byte != 0x09 { isBlank = false }
        }
        // "Name:" removes a header in libcurl; "Name;" is its way to send one without a value.
        if isBlank {
            bytes.removeSubrange(nameEnd...)
            bytes.append(UInt8(ascii: ";"))
        }
        bytes.append(0)
        return nameEnd > 0
    }

    /// - Returns: the list with a copy of the line behind it.
    func append(to list: UnsafeMutablePointer<curl_slist>?) -> UnsafeMutablePointer<curl_slist>? {
        bytes.withUnsafeBytes { curl_slist_append(list, $0.baseAddress?.assumingMemoryBound(to: CChar.self)) }
    }
}
