import Glibc
import Synchronization

/// Holds up the first request of a kind until it is opened, so that a test can do something in between.
public final class Gate: Sendable {
    private let isHeldUp: @Sendable (String, JSON) -> Bool
    private let hasStopped = Mutex(false)
    /// A pipe: whoever reads from it waits for what ``open()`` writes.
    private let (exit, entrance): (Int32, Int32)
    private let arrival: AsyncStream<Bool>
    private let arrive: AsyncStream<Bool>.Continuation

    public init(_ isHeldUp: @escaping @Sendable (String, JSON) -> Bool) {
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
    public func pass(_ operation: String, _ input: JSON) {
        guard isHeldUp(operation, input) else { return }
        let isFirst = hasStopped.withLock { stopped in
            defer { stopped = true }
            return !stopped
        }
        guard isFirst else { return }
        arrive.yield(true)
        var byte: UInt8 = 0
        _ = read(exit, &byte, 1)
    }

    /// Waits until a request is held up.
    ///
    /// - Returns: `false` when it was said that none will be.
    @discardableResult
    public func reached() async -> Bool {
        for await isHeld in arrival { return isHeld }
        return false
    }

    /// Says that no request comes any more, to who waits for one.
    public func giveUp() { arrive.yield(false) }

    public func open() {
        var byte: UInt8 = 1
        _ = write(entrance, &byte, 1)
    }
}
