import Glibc

/// A TCP connection to an IPv4 address. Its calls never block, and only the transport's thread may use it.
final class KeptConnection {
    /// The outcome of a call that sends or receives bytes.
    enum Progress {
        case moved(Int)
        /// No byte was moved, because the socket is not ready.
        case wouldWait
        /// The peer has ended the connection and sends nothing more.
        case ended
        /// The call failed with this `errno`.
        case failed(Int32)
    }

    let address: UInt32
    let port: UInt16
    let descriptor: Int32

    /// `true` when the connection has already carried an answer. The peer may have closed it since then.
    var isReused = false

    /// Begins to connect; ``connectionError()`` reports the result.
    ///
    /// - Returns: `nil` when there is no free socket or the address is refused at once; `errno` then has the reason.
    init?(address: UInt32, port: UInt16) {
        self.address = address
        self.port = port
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        self.descriptor = descriptor
        guard descriptor >= 0 else { return nil }
        // A request is written whole: waiting for more of it would only delay it.
        Self.set(IPPROTO_TCP, TCP_NODELAY, 1, on: descriptor)
        // A peer that is really gone while it may be silent for hours.
        Self.set(SOL_SOCKET, SO_KEEPALIVE, 1, on: descriptor)
        Self.set(IPPROTO_TCP, TCP_KEEPIDLE, 30, on: descriptor)
        Self.set(IPPROTO_TCP, TCP_KEEPINTVL, 15, on: descriptor)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bigEndian
        let status = withUnsafePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                connect(descriptor, name, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 || errno == EINPROGRESS || errno == EINTR else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static func set(_ level: some BinaryInteger, _ option: Int32, _ value: Int32, on descriptor: Int32) {
        var value = value
        setsockopt(descriptor, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Returns `nil` while the connection is being made, 0 when it is open, or the `errno` of the failure.
    func connectionError() -> Int32? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&entry, 1, 0) > 0 else { return nil }
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { return errno }
        return error
    }

    /// Returns `true` when the connection is open and has no bytes to read, as an idle connection should be.
    func isQuiet() -> Bool {
        var byte: UInt8 = 0
        while true {
            let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            if count < 0, errno == EINTR { continue }
            return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
        }
    }

    /// Sends the head and the body as one sequence of bytes, from the byte `start` on. They go in one packet if they
    /// fit.
    func send(_ head: [UInt8], _ body: [UInt8], from start: Int) -> Progress {
        let headStart = min(start, head.count)
        let bodyStart = start - headStart
        let count = head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in
                withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
                    parts[0] = Self.part(head, from: headStart)
                    parts[1] = Self.part(body, from: bodyStart)
                    var message = msghdr()
                    message.msg_iov = parts.baseAddress
                    message.msg_iovlen = 2
                    while true {
                        let count = sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
                        if count >= 0 || errno != EINTR { return count }
                    }
                }
            }
        }
        return Self.progress(count)
    }

    private static func part(_ bytes: UnsafeRawBufferPointer, from start: Int) -> iovec {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        return iovec(iov_base: UnsafeMutableRawPointer(mutating: rest.baseAddress), iov_len: rest.count)
    }

    /// Receives at most as many bytes as `buffer` has room for.
    func receive(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Progress {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count == 0 { return .ended }
            if count < 0, errno == EINTR { continue }
            return Self.progress(count)
        }
    }

    private static func progress(_ count: Int) -> Progress {
        if count >= 0 { return .moved(count) }
        return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldWait : .failed(errno)
    }
}
