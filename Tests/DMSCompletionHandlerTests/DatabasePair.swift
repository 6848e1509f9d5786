import DatabaseClient
import JSON
import PostgreSQL
import Synchronization
import TestSupport

@testable import DMSCompletionHandler

/// Two schemas of a real server, source and target, and a function that compares them.
final class DatabasePair: Sendable {
    let source: String
    let target: String
    let aws: FakeAWS
    private let connection: PostgresConnection

    init(_ name: String, mappings: String? = nil) async throws {
        let shared = try TestDatabase.postgres()
        source = "src_\(name)"
        target = "dst_\(name)"
        connection = try await PostgresConnection.connect(
            shared.server(database: "postgres")
        )
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.migrations.mappings = mappings ?? Self.renaming(source, to: target)
        world.secrets["db"] = ("v1", Self.secret(shared.password))
        aws = try FakeAWS(world)
        for schema in [source, target] {
            try await run("DROP SCHEMA IF EXISTS \(schema) CASCADE")
            try await run("CREATE SCHEMA \(schema)")
        }
    }

    deinit { connection.close() }

    func run(_ sql: String) async throws { _ = try await connection.query(sql, timeout: .seconds(60)) }

    static func secret(_ password: String) -> String {
        let port = (try? TestDatabase.postgres().port) ?? 0
        return
            #"{"host":"localhost","port":"\#(port)","username":"tester","password":"\#(password)","dbname":"postgres"}"#
    }

    static func renaming(_ source: String, to target: String, more: String = "") -> String {
        #"{"rules":[{"rule-type":"selection","rule-id":"1","rule-action":"include","object-locator":{"schema-name":"\#(source)","table-name":"%"}},"#
            + #"{"rule-type":"transformation","rule-id":"2","rule-target":"schema","rule-action":"rename","value":"\#(target)","object-locator":{"schema-name":"\#(source)"}}\#(more)]}"#
    }

    func table(_ name: String, rows: Int) -> String { HandlerHarness.table(name, rows: rows, schema: source) }

    func harness(_ more: String = "", _ variables: [String: String] = [:]) async throws -> HandlerHarness {
        let side = #"{"kind":"postgresql","secret":"db"}"#
        var all = ["DATABASE_ROOTS": try TestDatabase.postgres().rootsFile]
        all.merge(variables) { _, new in new }
        return try await HandlerHarness(aws, #""source":\#(side),"target":\#(side)\#(more)"#, all)
    }

    func setTables(_ tables: [String]) { aws.world.withLock { $0.tables = tables } }

    var manifest: Manifest? {
        let text = aws.world.withLock { $0.objects.values.first }
        return text.flatMap { try? JSONDocument($0).decode(Manifest.self) }
    }
}
