import CCurl
import Glibc

/// The pool of libcurl's easy handles between transfers. It is cheaper to reuse a handle than to make one.
struct CurlHandlePool {
    let hasProxies = ProxyVariables.nameAProxy { name in getenv(name).map { String(cString: $0) } }
    private let trust: TrustStore
    private var idle: [UnsafeMutableRawPointer] = []

    init(trust: TrustStore) { self.trust = trust }

    mutating func take() -> UnsafeMutableRawPointer? {
        guard let easy = idle.popLast() ?? curl_easy_init() else { return nil }
        _ = ccurl_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
        // Ending a transfer whose name is still being looked up must not wait for the resolver's thread: with it would
        // wait every other transfer, every task and every deadline.
        _ = ccurl_setopt_long(easy, CURLOPT_QUICK_EXIT, 1)
        _ = ccurl_setopt_long(easy, CURLOPT_PATH_AS_IS, 1)
        // AWS endpoints gain nothing from HTTP/2 here, and its multiplexing queues requests behind each other.
        _ = ccurl_setopt_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        _ = ccurl_setopt_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = ccurl_setopt_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        _ = ccurl_setopt_long(easy, CURLOPT_TCP_KEEPIDLE, 30)
        _ = ccurl_setopt_long(easy, CURLOPT_TCP_KEEPINTVL, 15)
        trust.apply(to: easy)
        return easy
    }

    /// Returns a handle to the pool. The handle keeps its caches, but no option of the last transfer.
    mutating func give(_ easy: UnsafeMutableRawPointer) {
        guard idle.count < 64 else { return curl_easy_cleanup(easy) }
        curl_easy_reset(easy)
        idle.append(easy)
    }

    mutating func close() {
        for easy in idle { curl_easy_cleanup(easy) }
        idle = []
    }
}
