import CMariaDB
import DatabaseClient
import Glibc
import SelfPipe

/// The waiting inside of one login.
///
/// libmariadb makes its socket block as soon as it is connected, and waits for the TLS handshake by itself, without a limit: of a
/// server whose greeting is there at once nobody else would have seen the socket before. So its reads and writes are told
/// to a callback, which keeps the socket from blocking, and the handshake waits by a function of ours. Both run on the
/// connection's own thread, and find the login there.
final class LoginTimeout {
    private let deadline: ContinuousClock.Instant
    private let cancellation: CallCancellation
    private let interruption: SocketInterruption
    private let pipe: SelfPipe
    /// `true` when the deadline passed, or the caller gave up, while libmariadb waited by itself.
    private(set) var isOver = false

    init(
        until deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation,
        _ interruption: SocketInterruption,
        _ pipe: SelfPipe
    ) {
        self.deadline = deadline
        self.cancellation = cancellation
        self.interruption = interruption
        self.pipe = pipe
    }

    /// Makes this the login of the calling thread while `body` runs.
    func during<Value>(_ body: () throws(DatabaseError) -> Value) throws(DatabaseError) -> Value {
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.key, nil) }
        return try body()
    }

    /// Keeps a socket from blocking: OpenSSL would wait in a read, past every deadline.
    func see(_ socket: Int32) {
        guard socket >= 0 else { return }
        interruption.watch(socket)
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
    }

    /// - Returns: as `poll(2)` does: 0 when the time is over.
    private func wait(for socket: Int32, _ events: Int32) -> Int32 {
        guard let ready = try? pipe.wait(for: socket, Int16(events), until: deadline, cancellation) else {
            isOver = true
            return 0
        }
        return ready == 0 ? 0 : 1
    }

    // MARK: - libmariadb

    /// Makes libmariadb tell of its reads and writes; once in a process.
    static func register() {
        _ = ma_pvio_register_callback(1) { _, mysql, _, _ in
            guard let mysql, let login = LoginTimeout.current else { return }
            login.see(Int32(mysql_get_socket(mysql)))
        }
    }

    /// Makes the TLS handshake of a connection wait by ``wait(for:_:)``.
    static func use(for handle: UnsafeMutablePointer<MYSQL>) {
        _ = cmariadb_wait_by(handle) { socket, isRead, _ in
            LoginTimeout.current?.wait(for: Int32(socket), isRead != 0 ? POLLIN : POLLOUT) ?? -1
        }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private static var current: LoginTimeout? {
        pthread_getspecific(key).map { Unmanaged<LoginTimeout>.fromOpaque($0).takeUnretainedValue() }
    }
}
