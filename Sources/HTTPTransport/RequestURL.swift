/// A URL in two parts. libcurl sends the second part unchanged. This is faster, because libcurl would parse, check and
/// format a whole URL byte by byte.
struct RequestURL {
    /// The scheme and the authority; the whole URL when there is no ``target``.
    let origin: String
    /// The path and the query. It is `nil` when libcurl must find them: in a URL without a path, with a fragment or
    /// with a byte that is not ASCII.
    let target: String?

    let usesTLS: Bool

    /// Divides a URL into its parts.
    ///
    /// - Returns: `nil` for a URL with a space or a control character, which would end the request's first line.
    init?(_ url: String) {
        var text = url
        let parts = text.withUTF8 { bytes -> (origin: String?, target: String?, usesTLS: Bool)? in
            // All of it is looked at instead of up to the first find: the compiler then tests sixteen bytes at a time.
            let isBroken = bytes.reduce(UInt8(0)) { $0 | ($1 <= 0x20 || $1 == 0x7F ? 1 : 0) }
            guard isBroken == 0 else { return nil }
            let isOdd = bytes.reduce(UInt8(0)) { $0 | ($1 >= 0x80 || $1 == UInt8(ascii: "#") ? 1 : 0) }
            let usesTLS = Self.begins(bytes, with: "https://")
            guard isOdd == 0, usesTLS || Self.begins(bytes, with: "http://") else { return (nil, nil, usesTLS) }
            var end = usesTLS ? 8 : 7
            while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end &+= 1 }
            guard end < bytes.count, bytes[end] == UInt8(ascii: "/") else { return (nil, nil, usesTLS) }
            return (Self.text(bytes[..<end]), Self.text(bytes[end...]), usesTLS)
        }
        guard let parts else { return nil }
        origin = parts.origin ?? url
        target = parts.target
        usesTLS = parts.usesTLS
    }

    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self)
    }

    private static func begins(_ bytes: UnsafeBufferPointer<UInt8>, with scheme: StaticString) -> Bool {
        guard bytes.count >= scheme.utf8CodeUnitCount else { return false }
        return scheme.withUTF8Buffer { bytes.starts(with: $0) }
    }
}
