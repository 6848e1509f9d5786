import Glibc

/// The certificates of scripted servers, one set for the whole test process; they go with the process.
public struct TestCertificates: Sendable {
    public struct MakeError: Error, CustomStringConvertible {
        public let description: String
    }

    /// PEM file of the CA of the server's certificate, which is for `localhost`.
    public let rootsFile: String
    /// PEM file of a CA that has nothing to do with it.
    public let otherRootsFile: String
    let certificateFile: String
    let keyFile: String

    /// - Throws: ``MakeError`` saying what is missing.
    public static func shared() throws -> TestCertificates { try made.get() }

    private static let made = Result<TestCertificates, MakeError> { () throws(MakeError) in try make() }

    private static let names = [
        "ca.key", "ca.pem", "ca.srl", "other.key", "other.pem", "server.crt", "server.csr", "server.key",
    ]

    private static let folder: String? = {
        var template = Array("/tmp/test-certificates-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    private static func make() throws(MakeError) -> TestCertificates {
        guard let folder else { throw MakeError(description: "no folder for certificates: errno \(errno)") }
        atexit {
            guard let folder = TestCertificates.folder else { return }
            for name in TestCertificates.names { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        let script = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/make-certificates.sh"
        guard system("bash '\(script)' '\(folder)' >/dev/null 2>&1") == 0 else {
            throw MakeError(description: "\(script) failed; is openssl installed?")
        }
        return TestCertificates(
            rootsFile: "\(folder)/ca.pem",
            otherRootsFile: "\(folder)/other.pem",
            certificateFile: "\(folder)/server.crt",
            keyFile: "\(folder)/server.key"
        )
    }
}
