/// A URL as libcurl is given it: an origin, which it reads, and a target, which it sends as it is.
///
/// libcurl parses a whole URL, writes it anew, takes it apart and percent-encodes it, byte by byte.
struct RequestURL {
    /// The scheme and the authority; the whole URL when there is no ``target``.
    let origin: String
    /// Path and query. `nil` when libcurl must find them: without a path, with a fragment or with a byte beyond ASCII.
    let target: String?

    let usesTLS: Bool

    /// - Returns: `nil` for a URL with a space or a control character, which would end the request's first line.
    init?(_ url: String) {
        guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        usesTLS = url.hasPrefix("https://")
        let isPlain = url.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "#") }
        guard isPlain, let path = Self.path(in: url, scheme: usesTLS ? "https://" : "http://") else {
            origin = url
            target = nil
            return
        }
        origin = String(url[..<path])
        target = String(url[path...])
    }

    /// The place of the slash behind the authority.
    private static func path(in url: String, scheme: String) -> String.Index? {
        guard url.hasPrefix(scheme) else { return nil }
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
            return nil
        }
        return rest[end] == UInt8(ascii: "/") ? end : nil
    }
}
