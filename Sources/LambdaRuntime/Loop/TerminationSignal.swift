import Glibc
import SelfPipe
import Synchronization

/// Passes SIGTERM to a thread that waits for it. Dispatch cannot do this: its signal source needs the signal to be
/// ignored, and Linux drops an ignored signal before it arrives there.
enum TerminationSignal {
    private struct Action: Sendable {
        let run: @Sendable () -> Void
    }

    private static let actions = Mutex<[Action]>([])
    private static let wakeUps = SelfPipe()

    /// Starts the thread and sets up the SIGTERM handler, once; `false` when the pipe or the thread cannot be made.
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

    /// Calls `action` on a thread of its own when SIGTERM arrives.
    static func wait(_ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0.append(Action(run: action)) }
        _ = isListening
    }
}
