/// An absolute URL divided into its parts, which are not decoded.
struct URLParts {
    /// The host, with the port unless it is the scheme's default. It equals the `Host` header that libcurl sends.
    let authority: String
    let path: String
    let query: String

    init(_ url: String) {
        var url = url
        self = url.withUTF8 { text in
            var start = 0
            for index in text.indices.dropLast(2)
            where text[index] == UInt8(ascii: ":") && text[index + 1] == UInt8(ascii: "/")
                && text[index + 2] == UInt8(ascii: "/")
            {
                start = index + 3
                break
            }
            let pathStart =
                text[start...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? text.endIndex
            let queryStart = text[pathStart...].firstIndex(of: UInt8(ascii: "?")) ?? text.endIndex
            return URLParts(
                scheme: text[..<start],
                authority: text[start..<pathStart],
                path: text[pathStart..<queryStart],
                query: text[min(queryStart + 1, text.endIndex)...]
            )
        }
    }

    private init(
        scheme: Slice<UnsafeBufferPointer<UInt8>>,
        authority: Slice<UnsafeBufferPointer<UInt8>>,
        path: Slice<UnsafeBufferPointer<UInt8>>,
        query: Slice<UnsafeBufferPointer<UInt8>>
    ) {
        var authority = authority
        for (name, port) in [("https://", ":443"), ("http://", ":80")] as [(StaticString, StaticString)]
        where Self.isEqual(scheme, name) && Self.isEqual(authority.suffix(port.utf8CodeUnitCount), port) {
            authority = authority.dropLast(port.utf8CodeUnitCount)
        }
        self.authority = String(decoding: authority, as: UTF8.self)
        self.path = String(decoding: path, as: UTF8.self)
        self.query = String(decoding: query, as: UTF8.self)
    }

    private static func isEqual(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ wanted: StaticString) -> Bool {
        wanted.withUTF8Buffer { text.elementsEqual($0) }
    }
}
