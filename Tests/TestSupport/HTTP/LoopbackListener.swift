import Glibc
import Synchronization

/// A free port of 127.0.0.1, and a thread for each connection to it.
final class LoopbackListener: Sendable {
    struct ListenError: Error {}

    let port: UInt16
    private let listener: Int32
    private let serve: @Sendable (_ descriptor: Int32, _ connection: Int) -> Void
    private let open = Mutex<Set<Int32>>([])
    private let isStopped = Atomic(false)
    private let accepted = Atomic(0)

    /// - Parameter serve: called on the connection's thread, with the connection's number from 0; the connection is closed when it
    ///   returns.
    /// - Throws: ``ListenError`` when the system has no port or descriptor left.
    init(_ serve: @escaping @Sendable (_ descriptor: Int32, _ connection: Int) -> Void) throws {
        self.serve = serve
        // Not for the servers of other kinds that tests start as processes.
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isListening else { throw ListenError() }
        port = UInt16(bigEndian: address.sin_port)
        onThread { listener in listener.accept() }
    }

    /// The number of connections so far.
    var connections: Int { accepted.load(ordering: .acquiring) }

    /// The number of connections that neither side has closed.
    var openConnections: Int { open.withLock { $0.count } }

    /// Closes every connection and the port. Once: a second time the descriptor may be somebody else's.
    func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        open.withLock { for descriptor in $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }

    private func accept() {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            if descriptor < 0 {
                if errno == EINTR { continue }
                close(listener)
                return
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let number = accepted.add(1, ordering: .acquiringAndReleasing).oldValue
            open.withLock { _ = $0.insert(descriptor) }
            onThread { listener in
                listener.serve(descriptor, number)
                listener.open.withLock { _ = $0.remove(descriptor) }
                close(descriptor)
            }
        }
    }

    private func onThread(_ body: @escaping @Sendable (LoopbackListener) -> Void) {
        final class Box: Sendable {
            let run: @Sendable () -> Void
            init(_ run: @escaping @Sendable () -> Void) { self.run = run }
        }
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            },
            Unmanaged.passRetained(Box { body(self) }).toOpaque()
        )
        pthread_detach(thread)
    }
}
