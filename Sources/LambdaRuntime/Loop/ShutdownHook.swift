import Dispatch
import Glibc
import HTTPTransport
import Logging

/// Makes Lambda announce the end of the environment, and runs the function's hook when it does.
enum ShutdownHook {
    /// Registers the extension and starts listening for SIGTERM. Without a registration there will be no SIGTERM; the
    /// function works all the same, so that is said once and no more.
    static func install(_ function: some ShutdownAware, _ api: RuntimeAPIClient, _ logger: Logger) async {
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
        onTerminate {
            await function.shutdown()
            _exit(0)
        }
    }

    private static func onTerminate(_ action: @escaping @Sendable () async -> Void) {
        signal(SIGTERM, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        source.setEventHandler {
            source.cancel()
            Task { await action() }
        }
        source.activate()
    }
}
