import Glibc
import HTTPTransport
import Logging
import Synchronization

/// Makes Lambda announce the end of the environment, and runs the function's hook when it does.
enum ShutdownHook {
    /// Registers the extension and starts listening for SIGTERM. Without a registration there will be no SIGTERM; the
    /// function works all the same, so that is said once and no more.
    ///
    /// - Parameter end: what follows the hook: the process's end.
    static func install(
        _ function: some ShutdownAware,
        _ api: RuntimeAPIClient,
        _ logger: Logger,
        end: @escaping @Sendable () -> Void
    ) async {
        switch await api.registerExtension(named: "shutdown-hook") {
        case .success(let response) where response.status == 200:
            guard let identifier = response.headers[RuntimeAPI.Header.extensionID] else {
                return logger.warning("no shutdown hook: the extension was registered without an identifier")
            }
            // The extension counts as ready once it has asked for its next event, which never comes.
            Task { _ = await api.nextExtensionEvent(identifier) }
        case .success(let response):
            return logger.warning("no shutdown hook: registering the extension was answered HTTP \(response.status)")
        case .failure(let error):
            return logger.warning("no shutdown hook: the extension could not be registered: \(error)")
        }
        TerminationSignal.wait {
            Task {
                await function.shutdown()
                end()
            }
        }
    }
}

/// SIGTERM, told to a thread that waits for it. Not by Dispatch, whose signal source needs the signal ignored, and on Linux
/// an ignored signal is dropped before it gets there.
private enum TerminationSignal {
    private struct Action: Sendable {
        let run: @Sendable () -> Void
    }

    private static let actions = Mutex<[Action]>([])

    /// All that a signal handler may do is write to a pipe.
    private static let pipeEnds: [Int32] = {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        return ends
    }()

    /// The thread and the handler, set up once.
    private static let isListening: Bool = {
        guard pipeEnds[0] >= 0 else { return false }
        var thread = pthread_t()
        let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
            var byte: UInt8 = 0
            while read(TerminationSignal.pipeEnds[0], &byte, 1) != 1 {
                if errno != EINTR { return nil }
            }
            for action in TerminationSignal.actions.withLock({ $0 }) { action.run() }
            return nil
        }
        guard pthread_create(&thread, nil, body, nil) == 0 else { return false }
        pthread_detach(thread)
        signal(SIGTERM) { _ in
            var byte: UInt8 = 1
            write(TerminationSignal.pipeEnds[1], &byte, 1)
        }
        return true
    }()

    /// Calls `action`, on a thread of its own, when the signal comes.
    static func wait(_ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0.append(Action(run: action)) }
        _ = isListening
    }
}
