import CCurl
import Glibc

/// libcurl's multi handle: many transfers, one thread, one connection pool.
final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer?

    init() {
        CurlLibrary.start()
        pointer = curl_multi_init()
        // Idle connections kept: a batch of copies keeps as many as it used, up to this.
        _ = ccurl_multi_setopt_long(pointer, CURLMOPT_MAXCONNECTS, 256)
    }

    deinit { curl_multi_cleanup(pointer) }

    /// The one call libcurl allows from any thread.
    func wake() { curl_multi_wakeup(pointer) }

    func add(_ easy: UnsafeMutableRawPointer) -> Bool { curl_multi_add_handle(pointer, easy) == CURLM_OK }
    func remove(_ easy: UnsafeMutableRawPointer) { curl_multi_remove_handle(pointer, easy) }

    func perform() {
        var running: Int32 = 0
        curl_multi_perform(pointer, &running)
    }

    /// Sleeps until a socket is ready, libcurl's or one of `sockets`, a libcurl timer is due, or ``wake()``.
    ///
    /// - Parameters:
    ///   - sockets: notes in each what it is ready for.
    ///   - patience: in milliseconds.
    func wait(for sockets: UnsafeMutableBufferPointer<curl_waitfd>, atMost patience: Int32) {
        curl_multi_poll(pointer, sockets.baseAddress, UInt32(truncatingIfNeeded: sockets.count), patience, nil)
    }

    func nextFinished() -> (UnsafeMutableRawPointer, CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(pointer, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            return (easy, ccurl_message_result(message))
        }
        return nil
    }
}

/// Easy handles between transfers: setting one up again is cheaper than making one.
struct EasyHandlePool {
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
