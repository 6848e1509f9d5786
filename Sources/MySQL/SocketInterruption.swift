import Glibc
import Synchronization

/// Breaks a connection from another thread. libmariadb waits for the TLS handshake without a time limit, on its own thread,
/// where nobody can reach it but through the socket.
final class SocketInterruption: Sendable {
    private struct State {
        /// A duplicate of the socket's descriptor: its number cannot become another socket's while it is kept here.
        var descriptor: Int32?
        var isInterrupted = false
    }

    private let state = Mutex(State())

    /// - Parameter socket: the connection's, as soon as there is one.
    func watch(_ socket: Int32) {
        state.withLock { state in
            guard state.descriptor == nil else { return }
            let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return }
            state.descriptor = copy
            if state.isInterrupted { shutdown(copy, Int32(SHUT_RDWR)) }
        }
    }

    /// Ends every read and write of the connection, present and future.
    func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    deinit { state.withLock { state in if let descriptor = state.descriptor { Glibc.close(descriptor) } } }
}
