import DatabaseClient
import TestSupport

extension ScriptedSQLServer {
    func address() throws -> DatabaseServer { try Self.address(port: port) }

    static func address(port: Int) throws -> DatabaseServer {
        DatabaseServer(
            host: "localhost",
            port: port,
            database: "example",
            user: "tester",
            password: "example-päss",
            rootsFile: try TestCertificates.shared().rootsFile,
            connectTimeout: .seconds(40)
        )
    }
}

extension ScriptedSQLServer.Reply {
    /// One row with the number 7.
    static let seven = Self.tokens(ScriptedSQLServer.table([.bigint("n")], [[.number(7)]]))
}
