import Glibc
import Synchronization

/// An HTTP proxy on a free port of 127.0.0.1: `CONNECT host:port` becomes a tunnel to that port of 127.0.0.1, any other request is
/// answered by the proxy itself.
public final class ConnectProxy: Sendable {
    private let server: ScriptedServer
    private let log = LineLog()

    /// - Parameter refuses: answers every `CONNECT` with 407.
    public init(refuses: Bool = false) throws {
        server = try ScriptedServer { [log] peer in
            while let head = peer.receiveHead() {
                let line = String(decoding: head.prefix { $0 != 0x0D }, as: UTF8.self)
                log.add(line)
                let parts = line.split(separator: " ")
                guard parts.first == "CONNECT", parts.count == 3 else {
                    peer.send(Array("HTTP/1.1 200 By Proxy\r\nContent-Length: 5\r\n\r\nproxy".utf8))
                    continue
                }
                guard !refuses, let port = parts[1].split(separator: ":").last.flatMap({ UInt16($0) }) else {
                    peer.send(Array("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".utf8))
                    return
                }
                peer.send(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8))
                peer.relay(toPort: port)
                return
            }
        }
    }

    public var url: String { "http://127.0.0.1:\(server.port)" }

    /// The first lines of all requests so far: `CONNECT host:443 HTTP/1.1`.
    public var requests: [String] { log.all }

    public func stop() { server.stop() }

    private final class LineLog: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }
}

extension ScriptedPeer {
    /// Carries bytes between this connection and a port of 127.0.0.1, until either side closes.
    fileprivate func relay(toPort port: UInt16) {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard other >= 0 else { return }
        defer { close(other) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return }
        let ends = [descriptor, other]
        var entries = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while poll(&entries, 2, -1) > 0 {
            for index in 0...1 where entries[index].revents != 0 {
                let count = read(ends[index], &chunk, chunk.count)
                guard count > 0 else { return }
                var sent = 0
                while sent < count {
                    let more = chunk[sent..<count].withUnsafeBytes {
                        Glibc.send(ends[1 - index], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard more > 0 else { return }
                    sent += more
                }
            }
        }
    }
}
