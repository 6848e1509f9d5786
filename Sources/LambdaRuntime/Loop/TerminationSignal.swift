import Glibc
import SelfPipe
import Synchronization

/// SIGTERM, passed to a thread that waits for it. Not by Dispatch, whose signal source needs the signal ignored, and on Linux
/// an ignored signal is dropped before it gets there.
enum TerminationSignal {
    private struct Action: Sendable {
        let run: @Sendable () -> Void
    }

    private static let actions = Mutex<[Action]>([])
    private static let wakeUps = SelfPipe()

    /// The thread and the handler, set up once.
    private static let isListening: Bool = {
        guard wakeUps.isOpen else { return false }
        var thread = pthread_t()
        let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
            while !TerminationSignal.wakeUps.wait() {}
            for action in TerminationSignal.actions.withLock({ $0 }) { action.run() }
            return nil
        }
        guard pthread_create(&thread, nil, body, nil) == 0 else { return false }
        pthread_detach(thread)
        signal(SIGTERM) { _ in TerminationSignal.wakeUps.wake() }
        return true
    }()

    /// Calls `action`, on a thread of its own, when the signal comes.
    static func wait(_ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0.append(Action(run: action)) }
        _ = isListening
    }
}
