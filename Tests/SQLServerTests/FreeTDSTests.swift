import Glibc
import TestSupport
import Testing

/// FreeTDS's client, which is used in the field, speaks to the scripted server as well: what our client is tested against is TDS
/// and not our own idea of it.
@Suite(.timeLimit(.minutes(1))) struct FreeTDSTests {
    @Test func itsClientLogsInOverTLSAndReadsTheRows() async throws {
        let columns: [ScriptedSQLServer.Column] = [.bigint("n"), .nvarchar("name"), .intN("nothing")]
        let server = try ScriptedSQLServer { sql in
            guard sql.contains("FROM example") else { return .tokens(ScriptedSQLServer.done) }
            return .tokens(
                ScriptedSQLServer.columns(columns)
                    + ScriptedSQLServer.row(columns, [.number(41), .text("first"), .null])
                    + ScriptedSQLServer.row(columns, [.number(42), .text("näme"), .null], compressed: true)
                    + ScriptedSQLServer.done(status: 0x10)
            )
        }
        defer { server.stop() }
        let output = try Self.run(port: server.port, "SELECT n, name, nothing FROM example\ngo\nexit\n")
        #expect(output.contains("41\tfirst\tNULL"), "\(output)")
        #expect(output.contains("42\tnäme\tNULL"), "\(output)")
        let login = try #require(server.logins.first)
        #expect(login.user == "tester")
        #expect(login.password == "example-secret")
        #expect(server.batches.contains { $0.sql.contains("FROM example") })
    }

    /// Runs `tsql`, with a configuration of its own that asks for TLS.
    private static func run(port: Int, _ input: String) throws -> String {
        var template = Array("/tmp/test-freetds-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure() }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for name in ["freetds.conf", "input"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        let roots = try TestCertificates.shared().rootsFile
        let configuration = """
            [global]
            tds version = 7.4
            encryption = require
            ca file = \(roots)
            client charset = UTF-8
            [scripted]
            host = localhost
            port = \(port)
            """
        try write(configuration, to: "\(folder)/freetds.conf")
        try write(input, to: "\(folder)/input")
        let command =
            "FREETDSCONF='\(folder)/freetds.conf' timeout 30 tsql -S scripted -U tester -P example-secret < '\(folder)/input' 2>&1"
        guard let pipe = popen(command, "r") else { throw Failure() }
        defer { pclose(pipe) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { return String(decoding: output, as: UTF8.self) }
            output += buffer.prefix(count)
        }
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw Failure() }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure() }
    }

    private struct Failure: Error {}
}
