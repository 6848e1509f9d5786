import Glibc

/// A real PostgreSQL server, TLS and SCRAM only, one for the whole test process; it goes with the process.
///
/// A machine without PostgreSQL fails the tests that need it: skipped, they would prove nothing and say nothing.
public struct TestPostgres: Sendable {
    public struct StartError: Error, CustomStringConvertible {
        public let description: String
    }

    public let port: Int
    public let user: String
    public let password: String
    /// PEM file of the CA of the server's certificate, which is for `localhost`.
    public let rootsFile: String
    /// PEM file of a CA that has nothing to do with it.
    public let otherRootsFile: String

    /// - Throws: ``StartError`` saying what is missing.
    public static func shared() throws -> TestPostgres { try started.get() }

    private static let started: Result<TestPostgres, StartError> = start()

    private static func start() -> Result<TestPostgres, StartError> {
        let script = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/start-server.sh"
        guard let pipe = popen("bash '\(script)' \(getpid())", "r") else {
            return .failure(StartError(description: "cannot run \(script)"))
        }
        defer { pclose(pipe) }
        var values: [String: String] = [:]
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), pipe) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
            guard let equals = text.firstIndex(of: "=") else { continue }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
            if values["READY"] != nil { break }
        }
        guard let port = values["PORT"].flatMap({ Int($0) }), let user = values["USER"],
            let password = values["PASSWORD"], let roots = values["ROOTS"], let other = values["OTHER_ROOTS"]
        else { return .failure(StartError(description: values["ERROR"] ?? "\(script) gave no answer")) }
        return .success(
            TestPostgres(port: port, user: user, password: password, rootsFile: roots, otherRootsFile: other)
        )
    }
}
