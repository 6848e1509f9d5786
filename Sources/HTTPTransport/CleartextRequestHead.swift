import Glibc

/// The first line and the headers of a request, as the bytes to send.
struct CleartextRequestHead {
    let head: [UInt8]

    /// Writes the head of a request.
    ///
    /// - Returns: `nil` for a header that HTTP cannot carry: without a name, or with a line break or a zero byte.
    init?(_ request: HTTPRequest, to target: CleartextEndpoint) {
        var writer = Writer()
        writer.append(request.method.rawValue)
        writer.append(" ")
        writer.append(target.path)
        writer.append(" HTTP/1.1\r\nHost: ")
        writer.append(target.authority)
        writer.append("\r\n")
        for field in request.headers.fields {
            guard !field.name.isEmpty, writer.isOneLine(field.name), writer.isOneLine(field.value) else { return nil }
            writer.append(field.name)
            writer.append(": ")
            writer.append(field.value)
            writer.append("\r\n")
        }
        if request.method == .put || request.method == .post || !request.body.isEmpty {
            writer.append("Content-Length: ")
            writer.append(String(request.body.count))
            writer.append("\r\n")
        }
        writer.append("\r\n")
        head = writer.bytes
    }

    private struct Writer {
        private(set) var bytes: [UInt8] = []

        init() { bytes.reserveCapacity(512) }

        mutating func append(_ text: String) {
            var text = text
            text.withUTF8 { bytes.append(contentsOf: $0) }
        }

        func isOneLine(_ text: String) -> Bool {
            var text = text
            return text.withUTF8 { bytes in
                guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
                return memchr(base, 0x0D, bytes.count) == nil && memchr(base, 0x0A, bytes.count) == nil
                    && memchr(base, 0, bytes.count) == nil
            }
        }
    }
}
