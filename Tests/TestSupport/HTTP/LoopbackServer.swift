import Glibc
import Synchronization

/// A scripted HTTP server on a free port of 127.0.0.1, for tests: what it answers is a function of the request.
///
/// It is deliberately small and blocking, one thread a connection, and shares no code with what it tests.
public final class LoopbackServer: Sendable {
    /// One request as it arrived.
    public struct Request: Sendable {
        public let method: String
        /// Path and query, byte for byte.
        public let target: String
        /// Names in lower case.
        public let headers: [(name: String, value: String)]
        public let body: [UInt8]
        /// The connection that the request came on, counted from 0.
        public let connection: Int

        public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    public enum Reply: Sendable {
        case status(Int, headers: [String] = [], body: String = "")
        /// An answer whose body is no text.
        case bytes(Int, headers: [String] = [], body: [UInt8])
        /// These bytes, whatever they are; the connection is closed after them.
        case raw(String)
        /// The connection is closed without a byte.
        case close
        /// A good answer, after which the connection is closed without having said so.
        case statusThenClose(Int, body: String = "")
        /// Nothing, until the server is stopped.
        case hang
    }

    private let listener: LoopbackListener
    private let log: RequestLog

    /// - Parameter respond: called on the connection's thread, possibly on several at a time.
    public init(_ respond: @escaping @Sendable (Request) -> Reply) throws {
        let log = RequestLog()
        self.log = log
        listener = try LoopbackListener { descriptor, connection in
            Self.serve(descriptor, connection, log, respond)
        }
    }

    private final class RequestLog: Sendable {
        let requests = Mutex<[Request]>([])
    }

    public var port: UInt16 { listener.port }
    /// Host and port.
    public var address: String { "127.0.0.1:\(port)" }
    public var url: String { "http://\(address)" }
    /// All requests so far, in the order they were complete.
    public var requests: [Request] { log.requests.withLock { $0 } }

    /// Closes every connection and the port. Once: a second time the descriptor may be somebody else's.
    public func stop() { listener.stop() }

    private static func serve(
        _ descriptor: Int32,
        _ connection: Int,
        _ log: RequestLog,
        _ respond: (Request) -> Reply
    ) {
        var reader = RequestReader(descriptor: descriptor)
        while let request = reader.next(connection: connection) {
            log.requests.withLock { $0.append(request) }
            switch respond(request) {
            case .status(let status, let headers, let body):
                var lines = headers.map { $0 + "\r\n" }.joined()
                // The answer to a HEAD speaks of a body that is not sent.
                if request.method != "HEAD" || !headers.contains(where: { $0.hasPrefix("Content-Length:") }) {
                    lines += "Content-Length: \(body.utf8.count)\r\n"
                }
                send("HTTP/1.1 \(status) Scripted\r\n\(lines)\r\n\(body)", descriptor)
            case .bytes(let status, let headers, let body):
                let lines = headers.map { $0 + "\r\n" }.joined()
                send("HTTP/1.1 \(status) Scripted\r\n\(lines)Content-Length: \(body.count)\r\n\r\n", descriptor)
                send(body, descriptor)
            case .statusThenClose(let status, let body):
                send("HTTP/1.1 \(status) Scripted\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", descriptor)
                return
            case .raw(let text):
                send(text, descriptor)
                return
            case .close: return
            case .hang:
                var byte: UInt8 = 0
                while read(descriptor, &byte, 1) > 0 {}
                return
            }
        }
    }

    private static func send(_ text: String, _ descriptor: Int32) { send(Array(text.utf8), descriptor) }

    private static func send(_ bytes: [UInt8], _ descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor,
                    $0.baseAddress.map { $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}
