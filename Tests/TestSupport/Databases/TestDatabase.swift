public import DatabaseClient
import Glibc

/// A real database server that takes TLS only, one of each kind for the whole test process; it goes with the process.
///
/// A machine without the server fails the tests that need it: skipped, they would prove nothing and say nothing.
public struct TestDatabase: Sendable {
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
    public static func mariaDB() throws -> TestDatabase { try startedMariaDB.get() }

    /// PostgreSQL, with SCRAM only.
    ///
    /// - Throws: ``StartError`` saying what is missing.
    public static func postgres() throws -> TestDatabase { try startedPostgres.get() }

    /// The server, as a user who may do everything.
    public func server(database: String? = nil, connectTimeout: Duration = .seconds(30)) -> DatabaseServer {
        DatabaseServer(
            host: "localhost",
            port: port,
            database: database,
            user: user,
            password: password,
            rootsFile: rootsFile,
            connectTimeout: connectTimeout
        )
    }

    private static let startedMariaDB = start("start-mariadb.sh")
    private static let startedPostgres = start("start-postgres.sh")

    private static func start(_ script: String) -> Result<TestDatabase, StartError> {
        do throws(StartScript.Failure) {
            let values = try StartScript.run(script, beside: #filePath, "\(getpid())")
            guard let port = values["PORT"].flatMap({ Int($0) }), let user = values["USER"],
                let password = values["PASSWORD"], let roots = values["ROOTS"], let other = values["OTHER_ROOTS"]
            else { throw StartScript.Failure(description: "\(script) left something out") }
            return .success(
                TestDatabase(port: port, user: user, password: password, rootsFile: roots, otherRootsFile: other)
            )
        } catch {
            return .failure(StartError(description: error.description))
        }
    }
}
