import DatabaseClient
import SQLServer
import Synchronization
import TestSupport
import Testing

/// Gateways, such as Azure's and RDS's proxies, which name another server at the login.
@Suite(.timeLimit(.minutes(1))) struct GatewayTests {
    @Test func goesWhereAGatewaySendsIt() async throws {
        let worker = try ScriptedSQLServer { _ in .seven }
        defer { worker.stop() }
        let port = worker.port
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in
            .tokens(
                ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.route(to: "localhost", port)
                    + ScriptedSQLServer.done
            )
        }
        let gateway = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { gateway.stop() }
        let connection = try await SQLServerConnection.connect(try gateway.address())
        defer { connection.close() }
        #expect(try await connection.query("SELECT 7", timeout: .seconds(10)).one().integer(0) == 7)
        #expect(worker.logins.map(\.server) == ["localhost"])
        #expect(gateway.batches.isEmpty)
    }

    @Test func aGatewayThatSendsItInACircleIsLeft() async throws {
        let own = SharedPort()
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in
            .tokens(
                ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.route(to: "localhost", own.port)
                    + ScriptedSQLServer.done
            )
        }
        let gateway = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { gateway.stop() }
        own.port = gateway.port
        let error = await #expect(throws: DatabaseError.self) {
            try await SQLServerConnection.connect(try gateway.address())
        }
        #expect(error?.message.contains("routes on and on") == true, "\(error?.message ?? "")")
        #expect(gateway.connections <= 5)
    }

    /// A name of the same machine that the certificate is not for: the password must not go there.
    @Test func aGatewayCannotSendItToAServerThatCannotProveItsName() async throws {
        let worker = try ScriptedSQLServer { _ in .seven }
        defer { worker.stop() }
        let port = worker.port
        var behaviour = ScriptedSQLServer.Behaviour()
        behaviour.login = { _ in
            .tokens(
                ScriptedSQLServer.loginAcknowledgement + ScriptedSQLServer.route(to: "127.0.0.1", port)
                    + ScriptedSQLServer.done
            )
        }
        let gateway = try ScriptedSQLServer(behaviour) { _ in .close }
        defer { gateway.stop() }
        let error = await #expect(throws: DatabaseError.self) {
            try await SQLServerConnection.connect(try gateway.address())
        }
        #expect(error?.kind == .tls)
        #expect(worker.logins.isEmpty)
    }
}

/// A port that is known only when the server runs whose answers hold it.
private final class SharedPort: Sendable {
    private let value = Atomic(0)

    var port: Int {
        get { value.load(ordering: .acquiring) }
        set { value.store(newValue, ordering: .releasing) }
    }
}
