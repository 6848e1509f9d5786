import Glibc
import Synchronization

/// A server on a free port of 127.0.0.1 that does with each connection what a script says, one thread a connection.
public final class ScriptedServer: Sendable {
    public let port: Int
    private let listener: Int32
    private let script: @Sendable (ScriptedPeer) -> Void
    private let open = Mutex<Set<Int32>>([])
    private let isStopped = Atomic(false)
    private let accepted = Atomic(0)

    /// - Parameter script: called on the connection's thread; the connection is closed when it returns.
    public init(_ script: @escaping @Sendable (ScriptedPeer) -> Void) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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
        port = Int(UInt16(bigEndian: address.sin_port))
        onThread { server in server.accept() }
    }

    public struct ListenError: Error {}

    /// The number of connections.
    public var connections: Int { accepted.load(ordering: .acquiring) }

    /// The number of connections that neither side has closed.
    public var openConnections: Int { open.withLock { $0.count } }

    /// Closes every connection and the port.
    public func stop() {
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
            accepted.add(1, ordering: .acquiringAndReleasing)
            open.withLock { _ = $0.insert(descriptor) }
            onThread { server in
                server.script(ScriptedPeer(descriptor: descriptor))
                server.open.withLock { _ = $0.remove(descriptor) }
                close(descriptor)
            }
        }
    }

    private func onThread(_ body: @escaping @Sendable (ScriptedServer) -> Void) {
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
