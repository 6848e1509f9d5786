import Glibc

/// A real MariaDB server, TLS only, one for the whole test process; it goes with the process.
///
/// A machine without MariaDB fails the tests that need it: skipped, they would prove nothing and say nothing.
public struct TestMariaDB: Sendable {
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
    public static func shared() throws -> TestMariaDB { try started.get() }

    private static let started = Result<TestMariaDB, StartError> { () throws(StartError) in try start() }

    private static func start() throws(StartError) -> TestMariaDB {
        do throws(StartScript.Failure) {
            let values = try StartScript.run("start-server.sh", beside: #filePath, "\(getpid())")
            guard let port = values["PORT"].flatMap({ Int($0) }), let user = values["USER"],
                let password = values["PASSWORD"], let roots = values["ROOTS"], let other = values["OTHER_ROOTS"]
            else { throw StartScript.Failure(description: "start-server.sh left something out") }
            return TestMariaDB(port: port, user: user, password: password, rootsFile: roots, otherRootsFile: other)
        } catch {
            throw StartError(description: error.description)
        }
    }
}
