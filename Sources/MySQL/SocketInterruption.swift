import Glibc
import Synchronization

/// Interrupts a connection from another thread. libmariadb waits for the TLS handshake without a time limit, and only a
/// shutdown of the socket ends that wait.
final class SocketInterruption: Sendable {
    private struct State {
        /// A duplicate of the socket's descriptor. While it is open, its number cannot be given to another socket.
        var descriptor: Int32?
        var isInterrupted = false
    }

    private let state = Mutex(State())

    /// Registers the connection's socket, so that ``interrupt()`` can end its reads and writes.
    ///
    /// - Parameter socket: the descriptor of the connection's socket.
    func watch(_ socket: Int32) {
        state.withLock { state in
            guard state.descriptor == nil else { return }
            let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return }
            state.descriptor = copy
            if state.isInterrupted { shutdown(copy, Int32(SHUT_RDWR)) }
        }
    }

    /// Ends every current and future read and write of the connection.
    func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    deinit { state.withLock { state in if let descriptor = state.descriptor { Glibc.close(descriptor) } } }
}
