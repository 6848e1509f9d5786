import Glibc
import HTTPTransport
import Logging
import Synchronization

/// Makes Lambda send SIGTERM at the end of the environment, and runs the function's hook after this signal.
enum ShutdownHook {
    /// Registers the extension and starts to listen for SIGTERM. Without a registration Lambda sends no SIGTERM. The
    /// function works nevertheless, so a failed registration is only logged, once.
    ///
    /// - Parameter end: ends the process after the hook.
    static func install(
        _ hook: @escaping @Sendable () async -> Void,
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
                await hook()
                end()
            }
        }
    }
}
