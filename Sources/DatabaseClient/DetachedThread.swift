import Glibc

/// Starts a thread without waiting for its end.
enum DetachedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread.
    ///
    /// - Throws: ``DatabaseError`` when the system has no more threads.
    static func start(_ body: @escaping @Sendable () -> Void) throws(DatabaseError) {
        var thread = pthread_t()
        let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }
        let context = Unmanaged.passRetained(Body(body))
        let status = pthread_create(&thread, nil, entry, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw DatabaseError(.unavailable, "no thread for a connection: errno \(status)")
        }
        pthread_detach(thread)
    }
}
