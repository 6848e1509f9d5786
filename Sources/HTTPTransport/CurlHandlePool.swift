import CCurl
import Glibc

/// Easy handles between transfers: setting one up again is cheaper than making one.
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

    /// Takes a handle back. The reset keeps its caches and drops everything that a transfer set.
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
