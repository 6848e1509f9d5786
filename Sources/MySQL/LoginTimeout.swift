import CMariaDB
import DatabaseClient
import Glibc
import SelfPipe

/// The time limit of one login. It also applies while libmariadb waits in its own code.
///
/// libmariadb makes its socket blocking as soon as it is connected, and waits for the TLS handshake without a limit.
/// When the server's greeting arrives at once, no other code has seen the socket before. Therefore libmariadb calls a
/// callback at each read and write, which makes the socket non-blocking, and the handshake waits in a function of ours.
/// Both run on the connection's own thread, and find the login there.
final class LoginTimeout {
    private let deadline: ContinuousClock.Instant
    private let cancellation: CallCancellation
    private let interruption: SocketInterruption
    private let pipe: SelfPipe
    /// `true` when libmariadb's own waiting ended because the deadline passed, or because the caller stopped waiting.
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

    /// Registers this login for the calling thread while `body` runs, so that libmariadb's callbacks find it.
    func during<Value>(_ body: () throws(DatabaseError) -> Value) throws(DatabaseError) -> Value {
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.key, nil) }
        return try body()
    }

    /// Makes a socket non-blocking. Otherwise OpenSSL would wait in a read without any deadline.
    func see(_ socket: Int32) {
        guard socket >= 0 else { return }
        interruption.watch(socket)
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
    }

    /// Waits until the socket is ready or the login's time is over.
    ///
    /// - Returns: 0 when the time is over, as `poll(2)` does.
    private func wait(for socket: Int32, _ events: Int32) -> Int32 {
        guard let ready = try? pipe.wait(for: socket, Int16(events), until: deadline, cancellation) else {
            isOver = true
            return 0
        }
        return ready == 0 ? 0 : 1
    }

    // MARK: - libmariadb

    /// Registers the callback that libmariadb calls at its reads and writes. It must be called once in a process.
    static func register() {
        _ = ma_pvio_register_callback(1) { _, mysql, _, _ in
            guard let mysql, let login = LoginTimeout.current else { return }
            login.see(Int32(mysql_get_socket(mysql)))
        }
    }

    /// Makes libmariadb call ``wait(for:_:)`` whenever a connection's TLS handshake must wait.
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
