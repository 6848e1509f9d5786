import DatabaseClient
import COpenSSL
import MySQL
import TestSupport
import Testing

/// MySQL 8's default way to log in, against a server scripted from its documentation: Debian has no MySQL 8.
@Suite struct CachingSHA2PasswordTests {
    private func connect(_ scripted: ScriptedMySQL, password: String = "example-password") async throws
        -> MySQLConnection
    {
        try await MySQLConnection.connect(
            DatabaseServer(
                host: "localhost",
                port: scripted.port,
                user: "tester",
                password: password,
                rootsFile: try TestCertificates.shared().rootsFile
            )
        )
    }

    private func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(bytes, bytes.count, &digest)
        return digest
    }

    @Test func aCachedPasswordIsProvenByItsScrambleAlone() async throws {
        let scripted = try ScriptedMySQL { _ in .packets(ScriptedMySQL.table("n", ["7"])) }
        defer { scripted.stop() }
        let connection = try await connect(scripted)
        defer { connection.close() }
        #expect(try await connection.query("SELECT 7", timeout: .seconds(10)).one().integer(0) == 7)
        let login = try #require(scripted.logins.first)
        #expect(login.isEncrypted)
        #expect(login.password == nil)
        // XOR of the hash and the hash of the doubled hash and the nonce: the server has only the doubled hash, and gets the hash.
        let hash = sha256(Array("example-password".utf8))
        let key = sha256(sha256(hash) + ScriptedMySQL.nonce)
        #expect(zip(login.response, key).map { $0 ^ $1 } == hash)
        #expect(try await !connection.isMariaDB())
    }

    @Test func aPasswordThatIsNotCachedIsSentOverTLS() async throws {
        var behaviour = ScriptedMySQL.Behaviour()
        behaviour.isCached = false
        let scripted = try ScriptedMySQL(behaviour) { _ in .packets(ScriptedMySQL.table("n", ["7"])) }
        defer { scripted.stop() }
        let connection = try await connect(scripted)
        defer { connection.close() }
        #expect(try await connection.query("SELECT 7", timeout: .seconds(10)).one().integer(0) == 7)
        #expect(scripted.logins.first?.isEncrypted == true)
        #expect(scripted.logins.first?.password == "example-password")
    }

    @Test func itsForerunnerSendsThePasswordOverTLS() async throws {
        var behaviour = ScriptedMySQL.Behaviour()
        behaviour.plugin = "sha256_password"
        let scripted = try ScriptedMySQL(behaviour) { _ in .packets(ScriptedMySQL.table("n", ["7"])) }
        defer { scripted.stop() }
        let connection = try await connect(scripted)
        defer { connection.close() }
        #expect(scripted.logins.first?.isEncrypted == true)
        #expect(scripted.logins.first?.response == Array("example-password\0".utf8))
    }

    @Test func aRefusalIsTheServersOwn() async throws {
        var behaviour = ScriptedMySQL.Behaviour()
        behaviour.login = .packets([ScriptedMySQL.error(1045, "Access denied for user 'tester'@'localhost'")])
        let scripted = try ScriptedMySQL(behaviour) { _ in .close }
        defer { scripted.stop() }
        let error = await #expect(throws: DatabaseError.self) { try await connect(scripted) }
        #expect(error?.kind == .authentication, "\(error.map { "\($0)" } ?? "")")
        #expect(error?.code == .mySQL(1045))
        #expect(error?.description.contains("example-password") == false)
    }
}
