import JSON
import PostgreSQL
import Synchronization
import TestSupport
import Testing

@testable import DMSCompletionHandler

/// Source and target are schemas of a real server: the mappings rename one to the other.
@Suite struct CountingTests {
    /// A pair of schemas with the same tables, and a function that compares them.
    private final class Pair: Sendable {
        let source: String
        let target: String
        let aws: FakeAWS
        private let connection: PostgresConnection

        init(_ name: String, mappings: String? = nil) async throws {
            let shared = try TestPostgres.shared()
            source = "src_\(name)"
            target = "dst_\(name)"
            connection = try await PostgresConnection.connect(
                PostgresServer(
                    host: "localhost",
                    port: shared.port,
                    database: "postgres",
                    user: shared.user,
                    password: shared.password,
                    rootsFile: shared.rootsFile,
                    connectTimeout: .seconds(30)
                )
            )
            var world = FakeAWS.World()
            world.tasks[HandlerHarness.task] = HandlerHarness.finished
            world.mappings = mappings ?? Self.renaming(source, to: target)
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
            let port = (try? TestPostgres.shared().port) ?? 0
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
            var all = ["DATABASE_ROOTS": try TestPostgres.shared().rootsFile]
            all.merge(variables) { _, new in new }
            return try await HandlerHarness(aws, #""source":\#(side),"target":\#(side)\#(more)"#, all)
        }

        func setTables(_ tables: [String]) { aws.world.withLock { $0.tables = tables } }

        var manifest: Manifest? {
            let text = aws.world.withLock { $0.objects.values.first }
            return text.flatMap { try? JSONDocument($0).decode(Manifest.self) }
        }
    }

    @Test func countsBothSidesAndPasses() async throws {
        let pair = try await Pair("passes")
        for (name, rows) in [("customers", 100), ("orders", 250), ("empty", 0)] {
            for schema in [pair.source, pair.target] {
                try await pair.run("CREATE TABLE \(schema).\(name) AS SELECT generate_series(1, \(rows)) AS id")
            }
        }
        pair.setTables([
            pair.table("customers", rows: 100), pair.table("orders", rows: 250), pair.table("empty", rows: 0),
        ])
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"], "\(result.first)")
        let manifest = try #require(pair.manifest)
        #expect(manifest.tables.map(\.rows.source) == [100, 0, 250])
        #expect(manifest.tables.map(\.rows.target) == [100, 0, 250])
        #expect(manifest.tables[0].target == "\(pair.target).customers")
        #expect(manifest.evidence.source == "counted (postgresql)")
    }

    @Test func aTargetThatLostThreeRowsIsQuarantinedWithItsCounts() async throws {
        let pair = try await Pair("lost")
        try await pair.run("CREATE TABLE \(pair.source).orders AS SELECT generate_series(1, 50) AS id")
        try await pair.run("CREATE TABLE \(pair.target).orders AS SELECT generate_series(1, 47) AS id")
        pair.setTables([pair.table("orders", rows: 50)])
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        let quarantined = result.first["quarantinedTables"]?.elements.first
        #expect(quarantined?["table"]?.string == "\(pair.source).orders")
        #expect(quarantined?["reason"]?.string == "source 50, DMS 50, target 47 rows: a difference of 3")
    }

    @Test func aTableThatDMSNeverLoadedIsMissed() async throws {
        let pair = try await Pair("missed")
        for schema in [pair.source, pair.target] {
            try await pair.run("CREATE TABLE \(schema).known AS SELECT 1 AS id")
        }
        try await pair.run("CREATE TABLE \(pair.source).forgotten AS SELECT 1 AS id")
        pair.setTables([pair.table("known", rows: 1)])
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(result.first["quarantinedTables"]?.elements.map { $0["table"]?.string } == ["\(pair.source).forgotten"])
    }

    @Test func onlyTheRowsTheFilterWantsAreCounted() async throws {
        let pair = try await Pair("filter")
        try await pair.run("CREATE TABLE \(pair.source).orders AS SELECT generate_series(1, 50) AS \"Id\"")
        try await pair.run(
            "CREATE TABLE \(pair.target).orders AS SELECT * FROM \(pair.source).orders WHERE \"Id\" <= 20 OR \"Id\" = 30"
        )
        pair.setTables([pair.table("orders", rows: 21)])
        let filter =
            #"[{"filter-type":"source","column-name":"Id","filter-conditions":[{"filter-operator":"ste","value":"20"},{"filter-operator":"eq","value":"30"}]}]"#
        let mappings = Pair.renaming(pair.source, to: pair.target).replacing(
            #""rule-action":"include","#,
            with: #""rule-action":"include","filters":\#(filter),"#
        )
        pair.aws.world.withLock { $0.mappings = mappings }
        #expect(try await pair.harness().run(HandlerHarness.stopped()).names == ["Passed"])
    }

    @Test func aFilterThatTheTableDoesNotTakeHoldsThatTableAlone() async throws {
        let pair = try await Pair("badfilter")
        for name in ["a", "b", "c"] {
            for schema in [pair.source, pair.target] {
                try await pair.run("CREATE TABLE \(schema).\(name) AS SELECT 1 AS id")
            }
        }
        pair.setTables(["a", "b", "c"].map { pair.table($0, rows: 1) })
        let bad =
            #",{"rule-type":"selection","rule-id":"9","rule-action":"include","object-locator":{"schema-name":"\#(pair.source)","table-name":"b"},"#
            + #""filters":[{"column-name":"id","filter-conditions":[{"filter-operator":"eq","value":"not a number"}]}]}"#
        pair.aws.world.withLock { $0.mappings = Pair.renaming(pair.source, to: pair.target, more: bad) }
        let result = try await pair.harness(#","policy":"table""#, ["COUNT_CONNECTIONS": "1"]).run(
            HandlerHarness.stopped()
        )
        #expect(result.names == ["PartlyPassed"])
        let quarantined = result.first["quarantinedTables"]?.elements ?? []
        #expect(quarantined.map { $0["table"]?.string } == ["\(pair.source).b"])
        #expect(quarantined.first?["reason"]?.string?.contains("22P02") == true)
    }

    @Test(arguments: [
        "a\"b", "Mixed Case", "naïve 🚀", "a.b", "select", "x'; DROP TABLE y; --", String(repeating: "n", count: 63),
    ])
    func hostileNamesAreCountedLikeOthers(name: String) async throws {
        let pair = try await Pair("hostile_\(name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFFFF })")
        let quoted = try PostgresIdentifier.quoted(name)
        for schema in [pair.source, pair.target] {
            try await pair.run("CREATE TABLE \(schema).\(quoted) AS SELECT generate_series(1, 3) AS id")
        }
        pair.setTables([pair.table(name, rows: 3)])
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"], "\(result.first)")
    }

    @Test func aNameThatGrewTooLongIsQuarantinedAndSaysSo() async throws {
        let pair = try await Pair("long")
        let name = String(repeating: "n", count: 60)
        try await pair.run("CREATE TABLE \(pair.source).\(name) AS SELECT 1 AS id")
        pair.setTables([pair.table(name, rows: 1)])
        let prefix =
            #",{"rule-type":"transformation","rule-id":"3","rule-target":"table","rule-action":"add-prefix","value":"migrated_","object-locator":{"schema-name":"%","table-name":"%"}}"#
        pair.aws.world.withLock { $0.mappings = Pair.renaming(pair.source, to: pair.target, more: prefix) }
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        let reason = result.first["quarantinedTables"]?.elements.first?["reason"]?.string ?? ""
        #expect(reason.contains("the target has no table") || reason.contains("69 bytes"), "\(reason)")
    }

    @Test func checksumsSeeOtherKeysInAsManyRows() async throws {
        let pair = try await Pair("checksum")
        try await pair.run("CREATE TABLE \(pair.source).same (id int PRIMARY KEY, name text)")
        try await pair.run("CREATE TABLE \(pair.target).same (id int PRIMARY KEY, name text)")
        try await pair.run("CREATE TABLE \(pair.source).other (id int PRIMARY KEY)")
        try await pair.run("CREATE TABLE \(pair.target).other (id int PRIMARY KEY)")
        try await pair.run("INSERT INTO \(pair.source).same SELECT i, 'x' FROM generate_series(1, 500) i")
        try await pair.run("INSERT INTO \(pair.target).same SELECT i, 'y' FROM generate_series(500, 1, -1) i")
        try await pair.run("INSERT INTO \(pair.source).other SELECT generate_series(1, 10)")
        try await pair.run("INSERT INTO \(pair.target).other SELECT generate_series(2, 11)")
        pair.setTables([pair.table("same", rows: 500), pair.table("other", rows: 10)])
        let result = try await pair.harness(#","checksum":true"#).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        let quarantined = result.first["quarantinedTables"]?.elements ?? []
        #expect(quarantined.map { $0["table"]?.string } == ["\(pair.source).other"])
        #expect(quarantined.first?["reason"]?.string?.contains("other keys") == true)
    }

    // MARK: - What keeps a check from being made

    private func blocked(_ pair: Pair, _ variables: [String: String] = [:]) async throws -> String {
        pair.setTables([pair.table("t", rows: 1)])
        let harness = try await pair.harness("", variables)
        // The last look: nothing is put off any more.
        let last = #"{"recheck":{"resource":"\#(HandlerHarness.task)","attempt":10}}"#
        let error = await #expect(throws: CallerError.self) { try await harness.run(last) }
        #expect(error?.errorType == "DMS.Blocked")
        #expect(pair.aws.world.withLock { $0.objects.isEmpty })
        return error?.errorMessage ?? ""
    }

    @Test func aRotatedPasswordIsFetchedAnew() async throws {
        let pair = try await Pair("rotated")
        for schema in [pair.source, pair.target] { try await pair.run("CREATE TABLE \(schema).t AS SELECT 1 AS id") }
        try await pair.run("DROP ROLE IF EXISTS rotating")
        try await pair.run("CREATE ROLE rotating SUPERUSER LOGIN PASSWORD 'old'")
        pair.setTables([pair.table("t", rows: 1)])
        func secret(_ password: String) -> String {
            Pair.secret(password).replacing("\"tester\"", with: "\"rotating\"")
        }
        pair.aws.world.withLock { $0.secrets["db"] = ("v1", secret("old")) }
        let harness = try await pair.harness()
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Passed"])
        let reads = pair.aws.bodies("GetSecretValue").count
        // Rotated: what is kept is refused now.
        try await pair.run("ALTER ROLE rotating PASSWORD 'new'")
        pair.aws.world.withLock { $0.secrets["db"] = ("v2", secret("new")) }
        let again = #"{"migration":"shop","force":true}"#
        #expect(try await harness.run(again, requestID: "second").names == ["Passed"])
        #expect(pair.aws.bodies("GetSecretValue").count > reads)
        // And kept again.
        let after = pair.aws.bodies("GetSecretValue").count
        #expect(try await harness.run(again, requestID: "third").names == ["Passed"])
        #expect(pair.aws.bodies("GetSecretValue").count == after)
    }

    @Test func aWrongPasswordIsNamedAndNotTold() async throws {
        let pair = try await Pair("password")
        pair.aws.world.withLock { $0.secrets["db"] = ("v1", Pair.secret("wrong-and-secret")) }
        let words = try await blocked(pair)
        #expect(words.contains("28P01") && words.contains("put the right user and password into the secret"))
        #expect(!words.contains("wrong-and-secret"))
    }

    @Test func aMissingSecretIsNamed() async throws {
        let pair = try await Pair("nosecret")
        pair.aws.world.withLock { $0.secrets = [:] }
        #expect(try await blocked(pair).contains("reading the secret db"))
    }

    @Test func aSecretThatIsNoneIsNamedAndNotTold() async throws {
        let pair = try await Pair("textsecret")
        pair.aws.world.withLock { $0.secrets["db"] = ("v1", "just-a-password") }
        let words = try await blocked(pair)
        #expect(words.contains("the secret db is not a JSON object"))
        #expect(!words.contains("just-a-password"))
    }

    @Test func anUnreachableServerIsNamedWithItsAddress() async throws {
        let pair = try await Pair("unreachable")
        pair.aws.world.withLock {
            $0.secrets["db"] = ("v1", #"{"host":"localhost","port":1,"username":"u","password":"p","dbname":"d"}"#)
        }
        let words = try await blocked(pair)
        #expect(words.contains("port 1") && words.contains("check host and port"), "\(words)")
    }

    @Test func aCertificateThatIsNotTrustedIsNamedWithWhatToDo() async throws {
        let pair = try await Pair("roots")
        let words = try await blocked(pair, ["DATABASE_ROOTS": try TestPostgres.shared().otherRootsFile])
        #expect(words.contains("certificate verify failed") && words.contains("DATABASE_ROOTS"), "\(words)")
    }

    @Test func aUserWhoMayNotReadIsTold() async throws {
        let pair = try await Pair("denied")
        for schema in [pair.source, pair.target] { try await pair.run("CREATE TABLE \(schema).t AS SELECT 1 AS id") }
        try await pair.run("DROP ROLE IF EXISTS powerless")
        try await pair.run("CREATE ROLE powerless LOGIN PASSWORD 'pw'")
        pair.aws.world.withLock {
            $0.secrets["db"] = ("v1", Pair.secret("pw").replacing("\"tester\"", with: "\"powerless\""))
        }
        let words = try await blocked(pair)
        #expect(words.contains("42501") && words.contains("grant the user SELECT"), "\(words)")
    }
}
