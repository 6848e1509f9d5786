import COpenSSL
import Glibc

/// One connection of a scripted server, read and written in blocking calls on its own thread.
public final class ScriptedPeer {
    let descriptor: Int32
    private var buffer: [UInt8] = []
    private var tls: ScriptedTLS?
    /// Bytes that were sent, those of TLS's own among them.
    public private(set) var sent = 0
    /// After so many bytes nothing is sent any more; the connection stays open until the other side goes.
    public var sendLimit: Int?

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Exactly so many bytes; `nil` at the connection's end.
    public func receive(_ count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard let more = receiveSome() else { return nil }
            buffer += tls.map { $0.decrypt(more) } ?? more
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// The bytes of one read, as they came; `nil` at the connection's end.
    public func receiveOnce() -> [UInt8]? { receiveSome() }

    /// Bytes up to the empty line behind the head of an HTTP request; `nil` at the connection's end. A body is left.
    public func receiveHead() -> [UInt8]? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = buffer.firstRange(of: end) {
                defer { buffer.removeFirst(range.upperBound) }
                return Array(buffer[..<range.upperBound])
            }
            guard let more = receiveSome() else { return nil }
            buffer += more
        }
    }

    private func receiveSome() -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(chunk.prefix(count)) : nil
        }
    }

    /// - Returns: false when nobody takes them.
    @discardableResult public func send(_ bytes: [UInt8]) -> Bool { sendPlain(tls.map { $0.encrypt(bytes) } ?? bytes) }

    @discardableResult private func sendPlain(_ bytes: [UInt8]) -> Bool {
        if let sendLimit, self.sent + bytes.count > sendLimit {
            let left = max(0, sendLimit - self.sent)
            if left > 0 { sendPlain(Array(bytes.prefix(left))) }
            waitForEnd()
            return false
        }
        self.sent += bytes.count
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Lets TLS begin on the bare connection.
    ///
    /// - Returns: whether the client agreed.
    public func beginTLS(_ certificates: TestCertificates) -> Bool {
        guard let session = ScriptedTLS(certificates, latest: nil) else { return false }
        let waiting = buffer
        buffer = []
        var isFirst = !waiting.isEmpty
        let agreed = session.handshake(
            receive: {
                if isFirst {
                    isFirst = false
                    return waiting
                }
                return receiveSome()
            },
            send: { sendPlain($0) }
        )
        guard agreed else { return false }
        take(session)
        return true
    }

    /// Lets TLS begin inside of something else, which is left behind when the handshake is over: TLS 1.2, whose handshake has an end.
    ///
    /// - Returns: whether the client agreed.
    public func beginTLS(
        _ certificates: TestCertificates,
        receive: () -> [UInt8]?,
        send: ([UInt8]) -> Void
    ) -> Bool {
        guard let session = ScriptedTLS(certificates, latest: Int32(TLS1_2_VERSION)) else { return false }
        guard session.handshake(receive: receive, send: send) else { return false }
        take(session)
        return true
    }

    /// Bytes that the client sent right behind its handshake have come with it.
    private func take(_ session: ScriptedTLS) {
        tls = session
        buffer = session.decrypt([])
    }

    /// Says that nothing more comes, and goes on reading.
    public func closeWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes the end of the script a reset of the connection, as when a peer dies.
    public func resetAtEnd() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Reads until the other side goes.
    public func waitForEnd() { while receiveSome() != nil {} }
}
