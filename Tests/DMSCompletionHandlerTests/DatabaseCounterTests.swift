import JSON
import PostgreSQL
import Synchronization
import TestSupport
import Testing

@testable import DMSCompletionHandler

/// Source and target are schemas of a real server: the mappings rename one to the other.
@Suite struct DatabaseCounterTests {
    @Test func countsBothSidesAndPasses() async throws {
        let pair = try await DatabasePair("passes")
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
        let pair = try await DatabasePair("lost")
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
        let pair = try await DatabasePair("missed")
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
        let pair = try await DatabasePair("filter")
        try await pair.run("CREATE TABLE \(pair.source).orders AS SELECT generate_series(1, 50) AS \"Id\"")
        try await pair.run(
            "CREATE TABLE \(pair.target).orders AS SELECT * FROM \(pair.source).orders WHERE \"Id\" <= 20 OR \"Id\" = 30"
        )
        pair.setTables([pair.table("orders", rows: 21)])
        let filter =
            #"[{"filter-type":"source","column-name":"Id","filter-conditions":[{"filter-operator":"ste","value":"20"},{"filter-operator":"eq","value":"30"}]}]"#
        let mappings = DatabasePair.renaming(pair.source, to: pair.target).replacing(
            #""rule-action":"include","#,
            with: #""rule-action":"include","filters":\#(filter),"#
        )
        .replacing(#""table-name":"%""#, with: #""table-name":"orders""#)
        pair.aws.world.withLock { $0.migrations.mappings = mappings }
        #expect(try await pair.harness().run(HandlerHarness.stopped()).names == ["Passed"])
    }

    @Test func aFilterThatTheTableDoesNotTakeHoldsThatTableAlone() async throws {
        let pair = try await DatabasePair("badfilter")
        for name in ["a", "b", "c"] {
            for schema in [pair.source, pair.target] {
                try await pair.run("CREATE TABLE \(schema).\(name) AS SELECT 1 AS id")
            }
        }
        pair.setTables(["a", "b", "c"].map { pair.table($0, rows: 1) })
        let bad = #"{"column-name":"id","filter-conditions":[{"filter-operator":"eq","value":"not a number"}]}"#
        let rules = [
            Self.rule(1, pair.source, "a"), Self.rule(2, pair.source, "b", bad), Self.rule(3, pair.source, "c"),
            Self.rename(pair.source, pair.target),
        ]
        pair.aws.world.withLock { $0.migrations.mappings = #"{"rules":[\#(rules.joined(separator: ","))]}"# }
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
        let pair = try await DatabasePair("hostile_\(name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFFFF })")
        let quoted = try PostgresIdentifier.quoted(name)
        for schema in [pair.source, pair.target] {
            try await pair.run("CREATE TABLE \(schema).\(quoted) AS SELECT generate_series(1, 3) AS id")
        }
        pair.setTables([pair.table(name, rows: 3)])
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"], "\(result.first)")
    }

    @Test func aNameThatGrewTooLongIsQuarantinedAndSaysSo() async throws {
        let pair = try await DatabasePair("long")
        let name = String(repeating: "n", count: 60)
        try await pair.run("CREATE TABLE \(pair.source).\(name) AS SELECT 1 AS id")
        pair.setTables([pair.table(name, rows: 1)])
        let prefix =
            #",{"rule-type":"transformation","rule-id":"3","rule-target":"table","rule-action":"add-prefix","value":"migrated_","object-locator":{"schema-name":"%","table-name":"%"}}"#
        pair.aws.world.withLock {
            $0.migrations.mappings = DatabasePair.renaming(pair.source, to: pair.target, more: prefix)
        }
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        let reason = result.first["quarantinedTables"]?.elements.first?["reason"]?.string ?? ""
        #expect(reason.contains("the target has no table") || reason.contains("69 bytes"), "\(reason)")
    }

    @Test func checksumsSeeOtherKeysInAsManyRows() async throws {
        let pair = try await DatabasePair("checksum")
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

    // MARK: - Rules that meet on one table

    private static func rule(_ id: Int, _ schema: String, _ table: String, _ filter: String? = nil) -> String {
        let filters = filter.map { "[\($0)]" } ?? "[]"
        return
            #"{"rule-type":"selection","rule-id":"\#(id)","rule-action":"include","filters":\#(filters),"#
            + #""object-locator":{"schema-name":"\#(schema)","table-name":"\#(table)"}}"#
    }

    private static func filter(_ op: String, _ value: Int) -> String {
        #"{"filter-type":"source","column-name":"id","filter-conditions":[{"filter-operator":"\#(op)","value":"\#(value)"}]}"#
    }

    private static func rename(_ source: String, _ target: String) -> String {
        #"{"rule-type":"transformation","rule-id":"9","rule-target":"schema","rule-action":"rename","value":"\#(target)","object-locator":{"schema-name":"\#(source)"}}"#
    }

    /// The source has 100 rows, of which DMS says that it loaded 7, and the target has these.
    @Test(arguments: ["exact first", "wildcard first", "schema wildcard", "three rules"])
    func filtersThatMeetOnATableAreNeverAPass(order: String) async throws {
        let pair = try await DatabasePair("meet_\(order.replacing(" ", with: "_"))")
        try await pair.run("CREATE TABLE \(pair.source).customers AS SELECT generate_series(1, 100) AS id")
        try await pair.run("CREATE TABLE \(pair.target).customers AS SELECT generate_series(1, 7) AS id")
        pair.setTables([pair.table("customers", rows: 7)])
        let exact = Self.rule(1, pair.source, "customers", Self.filter("ste", 7))
        let wildcard = Self.rule(2, pair.source, "cust%", Self.filter("gte", 50))
        let rules =
            switch order {
            case "exact first": [exact, wildcard]
            case "wildcard first": [wildcard, exact]
            case "schema wildcard": [Self.rule(2, "%", "customers", Self.filter("gte", 50)), exact]
            default: [Self.rule(3, "%", "%"), wildcard, exact]
            }
        let all = rules + [Self.rename(pair.source, pair.target)]
        pair.aws.world.withLock { $0.migrations.mappings = #"{"rules":[\#(all.joined(separator: ","))]}"# }
        let result = try await pair.harness().run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"], "\(result.first)")
        // A rule for every schema finds the other tests' tables as well.
        let table = result.first["quarantinedTables"]?.elements.first {
            $0["table"]?.string == "\(pair.source).customers"
        }
        let reason = table?["reason"]?.string
        #expect(reason?.contains("takes the table by a wildcard: it is not certain") == true, "\(reason ?? "")")
    }

    /// A rule for all tables beside one with a filter: DMS takes a row that any rule takes, so 7 rows may be too few, and 100 too many.
    @Test(arguments: [7, 100])
    func aFilterBesideARuleForEverythingIsNeverAPass(loaded: Int) async throws {
        let pair = try await DatabasePair("beside_\(loaded)")
        try await pair.run("CREATE TABLE \(pair.source).customers AS SELECT generate_series(1, 100) AS id")
        try await pair.run("CREATE TABLE \(pair.target).customers AS SELECT generate_series(1, \(loaded)) AS id")
        pair.setTables([pair.table("customers", rows: loaded)])
        let rules = [
            Self.rule(1, pair.source, "%"), Self.rule(2, pair.source, "customers", Self.filter("ste", 7)),
            Self.rename(pair.source, pair.target),
        ]
        pair.aws.world.withLock { $0.migrations.mappings = #"{"rules":[\#(rules.joined(separator: ","))]}"# }
        #expect(try await pair.harness().run(HandlerHarness.stopped()).names == ["Quarantined"])
    }

    @Test func aTableThatTwoTasksLoadIsCountedByEachTasksOwnShare() async throws {
        let pair = try await DatabasePair("shares")
        try await pair.run("CREATE TABLE \(pair.source).orders AS SELECT generate_series(1, 50) AS id")
        // The column has another name on the target.
        try await pair.run("CREATE TABLE \(pair.target).orders AS SELECT id AS order_id FROM \(pair.source).orders")
        let column =
            #"{"rule-type":"transformation","rule-id":"8","rule-target":"column","rule-action":"rename","value":"order_id","#
            + #""object-locator":{"schema-name":"%","table-name":"orders","column-name":"id"}}"#
        for (name, op, rows) in [("low", "ste", 20), ("high", "gte", 31)] {
            let rules = [
                Self.rule(1, pair.source, "orders", Self.filter(op, 20)), column, Self.rename(pair.source, pair.target),
            ]
            pair.aws.world.withLock { $0.migrations.mappings = #"{"rules":[\#(rules.joined(separator: ","))]}"# }
            pair.setTables([pair.table("orders", rows: rows)])
            let forced = #"{"migration":"shop","force":true}"#
            let result = try await pair.harness().run(forced, requestID: name)
            #expect(result.names == ["Passed"], "\(result.first)")
        }
    }

    @Test(arguments: [
        (#"[{"filter-operator":"between","start-value":"3","end-value":"5"}]"#, 3),
        (#"[{"filter-operator":"noteq","value":"3"}]"#, 9), (#"[{"filter-operator":"null"}]"#, 2),
        (#"[{"filter-operator":"notnull"}]"#, 10), (#"[{"filter-operator":"eq","value":4}]"#, 1),
        (#"[{"filter-operator":"notbetween","start-value":2,"end-value":9}]"#, 2),
        (
            #"[{"filter-operator":"ste","value":"2"},{"filter-operator":"gte","value":"9"},{"filter-operator":"null"}]"#,
            6
        ),
    ])
    func everyOperatorChoosesTheRowsThatTheServerWould(conditions: String, rows: Int) async throws {
        let pair = try await DatabasePair("operator_\(rows)_\(conditions.utf8.count)")
        try await pair.run("CREATE TABLE \(pair.source).t AS SELECT nullif(i, 0) AS id FROM generate_series(1, 10) i")
        try await pair.run("INSERT INTO \(pair.source).t VALUES (NULL), (NULL)")
        try await pair.run("CREATE TABLE \(pair.target).t AS SELECT generate_series(1, \(rows)) AS other")
        pair.setTables([pair.table("t", rows: rows)])
        let filter = #"{"filter-type":"source","column-name":"id","filter-conditions":\#(conditions)}"#
        let rules = [Self.rule(1, pair.source, "t", filter), Self.rename(pair.source, pair.target)]
        pair.aws.world.withLock { $0.migrations.mappings = #"{"rules":[\#(rules.joined(separator: ","))]}"# }
        let result = try await pair.harness().run(HandlerHarness.stopped())
        // The target has no such column: there it is counted whole.
        #expect(result.names == ["Passed"], "\(result.first)")
    }

    // MARK: - Partitions

    private func partitioned(_ name: String, _ parentRows: Int, _ first: Int, _ second: Int) async throws -> JSON {
        let pair = try await DatabasePair(name)
        for schema in [pair.source, pair.target] {
            try await pair.run("CREATE TABLE \(schema).events (id int) PARTITION BY RANGE (id)")
            try await pair.run(
                "CREATE TABLE \(schema).events_1 PARTITION OF \(schema).events FOR VALUES FROM (0) TO (100)"
            )
            try await pair.run(
                "CREATE TABLE \(schema).events_2 PARTITION OF \(schema).events FOR VALUES FROM (100) TO (200)"
            )
            try await pair.run("INSERT INTO \(schema).events SELECT generate_series(90, 119)")
        }
        pair.setTables([
            pair.table("events", rows: parentRows), pair.table("events_1", rows: first),
            pair.table("events_2", rows: second),
        ])
        return try await pair.harness().run(HandlerHarness.stopped()).first
    }

    @Test func rowsThatDMSCountsWithThePartitionsAreNotMissedInTheirParent() async throws {
        let report = try await partitioned("partitions", 0, 10, 20)
        #expect(report["outcome"]?.string == "Passed", "\(report)")
    }

    @Test func rowsThatAPartitionLostAreFound() async throws {
        let report = try await partitioned("partitions_lost", 0, 10, 19)
        let names = report["quarantinedTables"]?.elements.map { $0["table"]?.string ?? "" }
        #expect(names == ["src_partitions_lost.events_2"], "\(report)")
    }

    @Test func rowsThatDMSCountsInTheParentAreComparedThere() async throws {
        let report = try await partitioned("partitions_parent", 29, 10, 20)
        let names = report["quarantinedTables"]?.elements.map { $0["table"]?.string ?? "" }
        #expect(names == ["src_partitions_parent.events"], "\(report)")
    }
}
