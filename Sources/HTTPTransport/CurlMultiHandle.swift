import CCurl
import Glibc

/// The multi handle of libcurl. It runs many transfers on one thread, with one connection pool.
final class CurlMultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer?

    init() {
        CurlLibrary.start()
        pointer = curl_multi_init()
        // Idle connections kept: a batch of copies keeps as many as it used, up to this.
        _ = ccurl_multi_setopt_long(pointer, CURLMOPT_MAXCONNECTS, 256)
    }

    deinit { curl_multi_cleanup(pointer) }

    /// Wakes the thread that sleeps in ``wait(for:atMost:)``. It is the only call that libcurl allows from any thread.
    func wake() { curl_multi_wakeup(pointer) }

    func add(_ easy: UnsafeMutableRawPointer) -> Bool { curl_multi_add_handle(pointer, easy) == CURLM_OK }
    func remove(_ easy: UnsafeMutableRawPointer) { curl_multi_remove_handle(pointer, easy) }

    func perform() {
        var running: Int32 = 0
        curl_multi_perform(pointer, &running)
    }

    /// Sleeps until a socket of libcurl or of `sockets` is ready, a libcurl timer is due, or ``wake()`` is called.
    ///
    /// - Parameters:
    ///   - sockets: the other sockets to wait for. Each entry receives the events that were found.
    ///   - patience: the longest sleep, in milliseconds.
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
