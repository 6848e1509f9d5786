import DatabaseClient
import Glibc
import SelfPipe

/// A TCP connection in which every wait has a time limit.
final class TDSSocket {
    private let descriptor: Int32
    private let pipe: SelfPipe

    private init(_ descriptor: Int32, _ pipe: SelfPipe) {
        self.descriptor = descriptor
        self.pipe = pipe
    }

    deinit { Glibc.close(descriptor) }

    /// The limit of a call's waiting. The call waits until its deadline or its cancellation, whichever comes first.
    struct WaitLimit {
        let deadline: ContinuousClock.Instant
        let cancellation: CallCancellation
    }

    /// Connects to the first of a host's addresses that answers. The lookup of the host's name has no time limit of its
    /// own.
    ///
    /// - Throws: ``DatabaseError``.
    static func connect(host: String, port: Int, _ pipe: SelfPipe, _ limit: WaitLimit) throws(DatabaseError)
        -> TDSSocket
    {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, "\(port)", &hints, &list)
        guard status == 0, list != nil else {
            let words = gai_strerror(status).map { String(cString: $0) } ?? "\(status)"
            throw DatabaseError(.unreachable, "the name \(host) is not resolved: \(words)")
        }
        defer { freeaddrinfo(list) }
        var last = DatabaseError(.unreachable, "the name \(host) has no address")
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            do throws(DatabaseError) {
                return try connect(entry.pointee, "\(host):\(port)", pipe, limit)
            } catch {
                last = error
                if error.kind == .timedOut { throw error }
            }
        }
        throw last
    }

    private static func connect(
        _ address: addrinfo,
        _ words: String,
        _ pipe: SelfPipe,
        _ limit: WaitLimit
    ) throws(DatabaseError) -> TDSSocket {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, kind, 0)
        guard descriptor >= 0 else {
            throw DatabaseError(.unavailable, "no descriptor for a connection: errno \(errno)")
        }
        let socket = TDSSocket(descriptor, pipe)
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, socklen_t(MemoryLayout<Int32>.size))
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return socket }
        guard errno == EINPROGRESS else { throw unreachable(words, errno) }
        guard try socket.wait(POLLOUT, limit) else {
            throw DatabaseError(
                .timedOut,
                "\(words) did not answer in time; look at its address, at security groups and at the route to it"
            )
        }
        var failure: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length)
        guard failure == 0 else { throw unreachable(words, failure) }
        return socket
    }

    private static func unreachable(_ words: String, _ code: Int32) -> DatabaseError {
        DatabaseError(.unreachable, "\(words): \(strerror(code).map { String(cString: $0) } ?? "errno \(code)")")
    }

    /// Sends all bytes.
    ///
    /// - Returns: `false` when the deadline passed, or the caller does not wait any more.
    /// - Throws: ``DatabaseError`` when the connection is lost.
    func send(_ bytes: [UInt8], _ limit: WaitLimit) throws(DatabaseError) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                guard try wait(POLLOUT, limit) else { return false }
            } else {
                throw DatabaseError(.unreachable, "the server closed the connection: errno \(errno)")
            }
        }
        return true
    }

    /// Receives the bytes that have arrived. When none have arrived, waits for the next ones.
    ///
    /// - Returns: the bytes; none when the server has ended the connection; `nil` when the deadline passed, or the
    ///   caller does not wait any more.
    /// - Throws: ``DatabaseError`` when the connection is lost.
    func receive(_ limit: WaitLimit) throws(DatabaseError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            // First of all, so that a server that never stops sending does not get around the deadline.
            guard !limit.cancellation.isCancelled, ContinuousClock.now < limit.deadline else { return nil }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count >= 0 { return Array(buffer.prefix(count)) }
            guard errno == EAGAIN || errno == EINTR else {
                throw DatabaseError(.unreachable, "the connection to the server is lost: errno \(errno)")
            }
            guard try wait(POLLIN, limit) else { return nil }
        }
    }

    private func wait(_ events: Int32, _ limit: WaitLimit) throws(DatabaseError) -> Bool {
        let found = try pipe.wait(for: descriptor, Int16(events), until: limit.deadline, limit.cancellation)
        return found != nil
    }
}
