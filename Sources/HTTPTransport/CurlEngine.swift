import CCurl
import Glibc
import Synchronization

/// The thread that owns the multi handle. Everything libcurl is touched on that thread only; other threads leave word in
/// the mailbox and wake it.
final class CurlEngine: Sendable {
    private struct Mailbox {
        var starts: [CurlTransfer] = []
        var cancellations: [CurlTransfer] = []
        var isStopped = false
        var isRunning = false
    }

    private let mailbox = Mutex(Mailbox())
    private let trust: TrustStore
    /// Created before the thread so that `curl_multi_wakeup`, the one call libcurl allows from any thread, always has it.
    private let multi: MultiHandle

    init(trust: TrustStore) {
        self.trust = trust
        multi = MultiHandle()
    }

    func start(_ transfer: CurlTransfer, resuming continuation: CheckedContinuation<HTTPResponse, any Error>) {
        transfer.await(continuation)
        let mustLaunch = mailbox.withLock { box in
            box.starts.append(transfer)
            defer { box.isRunning = true }
            return !box.isRunning
        }
        if mustLaunch { launch() } else { multi.wake() }
    }

    func cancel(_ transfer: CurlTransfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        mailbox.withLock { $0.cancellations.append(transfer) }
        multi.wake()
    }

    func stop() {
        mailbox.withLock { $0.isStopped = true }
        multi.wake()
    }

    private func launch() {
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<CurlEngine>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        guard status == 0 else {
            // No thread is to be had: fail what waits instead of leaving it waiting for ever.
            Unmanaged.passUnretained(self).release()
            let waiting = mailbox.withLock { box in
                defer { box.starts = []; box.isRunning = false }
                return box.starts
            }
            for transfer in waiting { transfer.fail(.notConnected, "no thread for the transport: errno \(status)") }
            return
        }
        pthread_detach(thread)
    }

    private func run() {
        var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
        var idleHandles = EasyHandlePool(trust: trust)
        while true {
            let (starts, cancellations, isStopped) = mailbox.withLock { box in
                defer { box.starts.removeAll(keepingCapacity: true); box.cancellations.removeAll() }
                return (box.starts, box.cancellations, box.isStopped)
            }
            for transfer in starts { begin(transfer, &active, &idleHandles) }
            for transfer in cancellations {
                guard let easy = transfer.easy, active.removeValue(forKey: easy) != nil else { continue }
                multi.remove(easy)
                idleHandles.give(easy)
                transfer.cancelled()
            }
            if isStopped { break }
            multi.perform()
            var finishedAny = false
            while let (easy, result) = multi.nextFinished() {
                finishedAny = true
                multi.remove(easy)
                active.removeValue(forKey: easy)?.finish(result)
                idleHandles.give(easy)
            }
            // Whoever was just answered most likely sends again at once: look in the mailbox before sleeping.
            if !finishedAny { multi.wait() }
        }
        for (easy, transfer) in active {
            multi.remove(easy)
            idleHandles.give(easy)
            transfer.cancelled()
        }
        idleHandles.close()
    }

    private func begin(
        _ transfer: CurlTransfer,
        _ active: inout [UnsafeMutableRawPointer: CurlTransfer],
        _ idleHandles: inout EasyHandlePool
    ) {
        guard !transfer.isCancelled.load(ordering: .acquiring) else { return transfer.cancelled() }
        guard let easy = idleHandles.take() else { return transfer.fail(.notConnected, "out of memory for a transfer") }
        guard transfer.configure(easy), multi.add(easy) else {
            idleHandles.give(easy)
            return transfer.fail(.invalidRequest, "the URL or a header holds what HTTP cannot carry")
        }
        active[easy] = transfer
    }
}

/// libcurl's multi handle, closed with its last owner.
private final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer?

    init() {
        _ = globalInitialization
        pointer = curl_multi_init()
        // Idle connections kept: a batch of copies keeps as many as it used, up to this.
        _ = ccurl_multi_setopt_long(pointer, CURLMOPT_MAXCONNECTS, 256)
    }

    deinit { curl_multi_cleanup(pointer) }

    func wake() { curl_multi_wakeup(pointer) }
    func add(_ easy: UnsafeMutableRawPointer) -> Bool { curl_multi_add_handle(pointer, easy) == CURLM_OK }
    func remove(_ easy: UnsafeMutableRawPointer) { curl_multi_remove_handle(pointer, easy) }

    func perform() {
        var running: Int32 = 0
        curl_multi_perform(pointer, &running)
    }

    /// Sleeps until a socket is ready, a libcurl timer is due, or ``wake()``.
    func wait() {
        curl_multi_poll(pointer, nil, 0, 60_000, nil)
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
private struct EasyHandlePool {
    let trust: TrustStore
    private var idle: [UnsafeMutableRawPointer] = []

    init(trust: TrustStore) { self.trust = trust }

    mutating func take() -> UnsafeMutableRawPointer? {
        let easy = idle.popLast() ?? curl_easy_init()
        guard let easy else { return nil }
        _ = ccurl_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = ccurl_setopt_long(easy, CURLOPT_PATH_AS_IS, 1)
        // AWS endpoints gain nothing from HTTP/2 here, and its multiplexing queues requests behind each other.
        _ = ccurl_setopt_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        _ = ccurl_setopt_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = ccurl_setopt_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        _ = ccurl_setopt_long(easy, CURLOPT_TCP_KEEPIDLE, 30)
        _ = ccurl_setopt_long(easy, CURLOPT_TCP_KEEPINTVL, 15)
        switch trust {
        case .systemDefault: break
        case .file(let path):
            _ = ccurl_setopt_string(easy, CURLOPT_CAINFO, path)
        case .directory(let path):
            _ = ccurl_setopt_string(easy, CURLOPT_CAINFO, nil)
            _ = ccurl_setopt_string(easy, CURLOPT_CAPATH, path)
        }
        return easy
    }

    /// A reset keeps the handle's DNS cache and drops everything a transfer set.
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

/// Once a process. Writing to a connection the peer has closed must be an error, not SIGPIPE.
private let globalInitialization: Void = {
    signal(SIGPIPE, SIG_IGN)
    curl_global_init(Int(CURL_GLOBAL_ALL))
}()
