import Glibc
import Synchronization

/// The loop of the one thread that calls libcurl. It is also a task executor: its tasks run between the transfers, so
/// that an answer reaches its task without a thread switch.
///
/// Other threads write into the mailbox and wake the loop.
final class TransportLoop: TaskExecutor, Sendable {
    private struct Mailbox {
        var jobs: [UnownedJob] = []
        var starts: [CurlTransfer] = []
        var cancellations: [CurlTransfer] = []
        var isStopped = false
        /// `true` when the loop has ended and nobody reads the mailbox any more.
        var isClosed = false

        var isEmpty: Bool { jobs.isEmpty && starts.isEmpty && cancellations.isEmpty && !isStopped }

        mutating func clear() {
            jobs.removeAll(keepingCapacity: true)
            starts.removeAll(keepingCapacity: true)
            cancellations.removeAll(keepingCapacity: true)
        }
    }

    private let mailbox = Mutex(Mailbox())
    private let isClaimed = Atomic(false)
    /// The `pthread_self` of the thread that runs the loop; 0 before there is one.
    private let owner = Atomic<UInt>(0)
    private let trust: TrustStore
    private let multi = CurlMultiHandle()

    init(trust: TrustStore) { self.trust = trust }

    // MARK: - From any thread

    func start(_ transfer: CurlTransfer) {
        var isClosed = false
        leave { box in
            isClosed = box.isClosed
            if !isClosed { box.starts.append(transfer) }
        }
        if isClosed { transfer.cancelled() }
    }

    func cancel(_ transfer: CurlTransfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        leave { $0.cancellations.append(transfer) }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        leave { $0.jobs.append(job) }
    }

    func stop() {
        guard isClaimed.load(ordering: .acquiring) else { return }
        leave { $0.isStopped = true }
    }

    private func leave(_ word: (inout Mailbox) -> Void) {
        mailbox.withLock { word(&$0) }
        if owner.load(ordering: .relaxed) == UInt(pthread_self()) { return }
        if isClaimed.load(ordering: .acquiring) { multi.wake() } else { launchThread() }
    }

    // MARK: - The loop

    /// Runs the loop on the calling thread until ``stop()``; returns `false` at once when another thread already runs
    /// it.
    ///
    /// - Parameter begin: called on this thread before the loop starts.
    func runHere(_ begin: () -> Void) -> Bool {
        guard !isClaimed.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        // Before anything is enqueued: the loop need not be woken by its own thread.
        owner.store(UInt(pthread_self()), ordering: .relaxed)
        begin()
        run()
        return true
    }

    private func launchThread() {
        guard !isClaimed.exchange(true, ordering: .acquiringAndReleasing) else { return multi.wake() }
        var thread = pthread_t()
        let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<TransportLoop>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(&thread, nil, body, context.toOpaque())
        guard status != 0 else { return _ = pthread_detach(thread) }
        // No thread is to be had: what waits fails now instead of waiting for ever.
        context.release()
        let waiting = mailbox.withLock { box in
            defer { box.starts = [] }
            return box.starts
        }
        isClaimed.store(false, ordering: .releasing)
        for transfer in waiting { transfer.fail(.notConnected, "no thread for the transport: errno \(status)") }
    }

    private func run() {
        owner.store(UInt(pthread_self()), ordering: .relaxed)
        var transfers = ActiveTransfers(multi: multi, handles: CurlHandlePool(trust: trust))
        var exchanges = ActiveExchanges()
        var inbox = Mailbox()
        while true {
            mailbox.withLock { swap(&$0, &inbox) }
            for job in inbox.jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            for transfer in inbox.starts {
                if transfer.isCancelled.load(ordering: .acquiring) {
                    transfer.cancelled()
                } else if !exchanges.begin(transfer) {
                    transfers.begin(transfer)
                }
            }
            for transfer in inbox.cancellations where !exchanges.cancel(transfer) { transfers.cancel(transfer) }
            let isStopped = inbox.isStopped
            inbox.clear()
            if isStopped { break }
            transfers.advance()
            exchanges.advance()
            // Whoever was just answered most likely has something to say at once: sleep only when nobody has.
            if mailbox.withLock({ $0.isEmpty }) {
                let patience = exchanges.patience
                exchanges.withSockets { multi.wait(for: $0, atMost: patience) }
            }
        }
        let left = mailbox.withLock { box in
            box.isClosed = true
            return box.starts
        }
        for transfer in left { transfer.cancelled() }
        transfers.cancelAll()
        exchanges.cancelAll()
    }
}

/// The transfers that libcurl is working on.
private struct ActiveTransfers {
    let multi: CurlMultiHandle
    var handles: CurlHandlePool
    /// The transfers in progress. Each easy handle stores its transfer: a dictionary of handles would cost every start
    /// a tenth of its instructions.
    private var transfers: [CurlTransfer] = []

    init(multi: CurlMultiHandle, handles: CurlHandlePool) {
        self.multi = multi
        self.handles = handles
    }

    mutating func begin(_ transfer: CurlTransfer) {
        guard let easy = handles.take() else { return transfer.fail(.notConnected, "out of memory for a transfer") }
        guard transfer.configure(easy, hasProxies: handles.hasProxies), multi.add(easy) else {
            handles.give(easy)
            return transfer.fail(.invalidRequest, "the URL or a header holds what HTTP cannot carry")
        }
        transfer.place = transfers.count
        transfers.append(transfer)
    }

    private mutating func remove(_ transfer: CurlTransfer) {
        let last = transfers.removeLast()
        guard last !== transfer else { return }
        last.place = transfer.place
        transfers[transfer.place] = last
    }

    mutating func cancel(_ transfer: CurlTransfer) {
        // Without a handle it is over already, or was never begun.
        guard let easy = transfer.easy else { return }
        remove(transfer)
        multi.remove(easy)
        handles.give(easy)
        transfer.cancelled()
    }

    /// Lets libcurl send and receive bytes, and completes the finished transfers.
    mutating func advance() {
        guard !transfers.isEmpty else { return }
        multi.perform()
        while let (easy, result) = multi.nextFinished() {
            multi.remove(easy)
            // Alive until the handle no longer points at its buffers.
            let transfer = CurlTransfer.of(easy)
            if let transfer { remove(transfer) }
            let status = CurlTransfer.status(of: easy)
            handles.give(easy)
            transfer?.finish(result, status)
        }
    }

    mutating func cancelAll() {
        for transfer in transfers { cancel(transfer) }
        handles.close()
    }
}
