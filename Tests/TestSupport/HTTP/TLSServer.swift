import Glibc

/// A TLS server that answers every request with the same bytes and closes the connection in good order.
public final class TLSServer: Sendable {
    /// `https://localhost:port`
    public let url: String
    /// A PEM file with the certificate to trust.
    public let certificate: String
    private let processID: pid_t
    private let folder: String

    /// - Parameter answer: what goes over the wire, headers and all.
    public init(answer: String) throws {
        var template = Array("/tmp/tls-server-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TLSServerError() }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let hex = answer.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let script = String(#filePath.dropLast("TLSServer.swift".count)) + "tls_server.py"
        guard let pipe = popen("exec python3 '\(script)' '\(folder)' \(getpid()) \(hex)", "r") else {
            throw TLSServerError()
        }
        // Never closed: that would wait for the server's end.
        var line = [CChar](repeating: 0, count: 100)
        guard fgets(&line, Int32(line.count), pipe) != nil else { throw TLSServerError() }
        let text = String(decoding: line.prefix { $0 > 0x20 || $0 == 0x20 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let numbers = text.split(separator: " ").compactMap { Int32($0) }
        guard numbers.count == 2 else { throw TLSServerError() }
        processID = numbers[0]
        url = "https://localhost:\(numbers[1])"
        certificate = "\(folder)/cert.pem"
    }

    public func stop() {
        kill(processID, SIGKILL)
        // Swift Testing, waiting for a test in a process of its own, never gets past a dead child that nobody collects.
        waitpid(processID, nil, 0)
        for name in ["cert.pem", "key.pem"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
}

struct TLSServerError: Error {}
