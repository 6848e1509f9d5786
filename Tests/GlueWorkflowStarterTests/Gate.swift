import TestSupport
import Glibc
import Synchronization

/// Holds up the first request of a kind until it is opened, so that a test can do something in between.
final class Gate: Sendable {
    private let isHeldUp: @Sendable (String, JSON) -> Bool
    private let hasStopped = Mutex(false)
    /// A pipe: whoever reads from it waits for what ``open()`` writes.
    private let (exit, entrance): (Int32, Int32)
    private let arrival: AsyncStream<Void>
    private let arrive: AsyncStream<Void>.Continuation

    init(_ isHeldUp: @escaping @Sendable (String, JSON) -> Bool) {
        self.isHeldUp = isHeldUp
        (arrival, arrive) = AsyncStream.makeStream()
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        (exit, entrance) = (ends[0], ends[1])
    }

    deinit {
        close(exit)
        close(entrance)
    }

    /// Called on the connection's thread.
    func pass(_ operation: String, _ input: JSON) {
        guard isHeldUp(operation, input) else { return }
        let isFirst = hasStopped.withLock { stopped in
            defer { stopped = true }
            return !stopped
        }
        guard isFirst else { return }
        arrive.yield()
        var byte: UInt8 = 0
        _ = read(exit, &byte, 1)
    }

    /// Waits until a request is held up.
    func reached() async { for await _ in arrival { return } }

    func open() {
        var byte: UInt8 = 1
        _ = write(entrance, &byte, 1)
    }
}
