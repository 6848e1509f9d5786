import DatabaseClient
import JSON
import MySQL
import PostgreSQL
import Synchronization
import TestSupport
import Testing

@testable import DMSCompletionHandler

/// Every operator of DMS's filters, as MySQL and T-SQL write them.
private let conditions: [(RowFilter.Condition, String)] = [
    (.atMost("7"), "C <= V7"), (.atLeast("7"), "C >= V7"), (.equal("7"), "C = V7"), (.notEqual("7"), "C <> V7"),
    (.between("7", "9"), "C BETWEEN V7 AND V9"), (.notBetween("7", "9"), "C NOT BETWEEN V7 AND V9"),
    (.null, "C IS NULL"), (.notNull, "C IS NOT NULL"),
]

@Suite struct MySQLCountQueryTests {
    private static let table = TableName("shop", "or`ders")

    @Test(arguments: conditions) func writesEveryOperator(condition: RowFilter.Condition, expected: String) throws {
        let filter = [RowFilter(column: "a`b", conditions: [condition])]
        func sql(_ column: FilterColumn) throws -> String {
            try CountQuery<MySQLDialect>.count(Self.table, filter, ["a`b": column])
        }
        let start = "SELECT COUNT(*) FROM `shop`.`or``ders` WHERE ("
        let written = expected.replacing("C ", with: "`a``b` ")
        #expect(try sql(.number) == start + written.replacing("V", with: "").replacing("NULL", with: "NULL") + ")")
        let quoted = written.replacing("V7", with: "'7'").replacing("V9", with: "'9'")
        #expect(try sql(.text) == start + quoted + ")")
        #expect(try sql(.converted(to: "DATETIME(6)")) == start + quoted + ")")
        #expect(try CountQuery<MySQLDialect>.count(Self.table, filter, [:]) == start + quoted + ")")
    }

    @Test func allFiltersMustBeMetAndOneConditionOfEach() throws {
        let filters = [
            RowFilter(column: "status", conditions: [.equal("it's"), .equal("\\")]),
            RowFilter(column: "id", conditions: [.atLeast("10")]),
        ]
        let sql = try CountQuery<MySQLDialect>.count(Self.table, filters, ["id": .number, "status": .text])
        #expect(
            sql
                == "SELECT COUNT(*) FROM `shop`.`or``ders` WHERE (`status` = 'it''s' OR `status` = _utf8mb4 X'5C') AND (`id` >= 10)"
        )
        #expect(try CountQuery<MySQLDialect>.count(Self.table, [], [:]) == "SELECT COUNT(*) FROM `shop`.`or``ders`")
    }

    @Test(arguments: [
        "", "abc", "1 OR 1=1", "1;", "0x10", "1e", "--1", "+", ".", "1.2.3", "１", "1\u{301}", " 1", "NULL",
    ])
    func noWordStandsWhereANumberIsMeant(value: String) {
        let filter = [RowFilter(column: "id", conditions: [.equal(value)])]
        #expect(throws: DatabaseError.self) { try CountQuery<MySQLDialect>.count(Self.table, filter, ["id": .number]) }
        #expect(!FilterColumn.isNumber(value))
    }

    @Test(arguments: ["0", "-1", "+1.5", ".5", "5.", "1e5", "-1.25E-10", "99999999999999999999999999"])
    func numbersStandAsTheyAre(value: String) throws {
        let filter = [RowFilter(column: "ID", conditions: [.equal(value)])]
        #expect(try CountQuery<MySQLDialect>.count(Self.table, filter, ["id": .number]).hasSuffix("(`ID` = \(value))"))
    }

    @Test(
        arguments: [
            ("bigint", .number), ("DECIMAL", .number), ("year", .number), ("varchar", .text), ("enum", .text),
            ("time", .text), ("timestamp", .converted(to: "DATETIME(6)")), ("json", .unsupported("json")),
        ] as [(String, FilterColumn)]
    )
    func knowsHowTypesAreCompared(type: String, column: FilterColumn) {
        #expect(MySQLDialect.column(type) == column)
    }
}

@Suite struct SQLServerCountQueryTests {
    private static let table = TableName("dbo", "or]ders")

    @Test(arguments: conditions) func writesEveryOperator(condition: RowFilter.Condition, expected: String) throws {
        let filter = [RowFilter(column: "a]b", conditions: [condition])]
        func sql(_ column: FilterColumn) throws -> String {
            try CountQuery<SQLServerDialect>.count(Self.table, filter, ["a]b": column])
        }
        let start = "SELECT COUNT_BIG(*) FROM [dbo].[or]]ders] WHERE ("
        let written = expected.replacing("C ", with: "[a]]b] ")
        #expect(try sql(.number) == start + written.replacing("V", with: "") + ")")
        let quoted = written.replacing("V7", with: "N'7'").replacing("V9", with: "N'9'")
        #expect(try sql(.text) == start + quoted + ")")
        #expect(try sql(.converted(to: "datetime2")) == start + quoted + ")")
    }

    @Test func valuesThatMayNotBeOfTheTypeAreCheckedFirst() throws {
        let filters = [
            RowFilter(column: "Placed", conditions: [.between("2026-01-01", "it's")]),
            RowFilter(column: "id", conditions: [.equal("1")]),
        ]
        let columns = ["placed": FilterColumn.converted(to: "datetime2"), "id": .number]
        #expect(
            try CountQuery<SQLServerDialect>.check(filters, columns)
                == "SELECT CASE WHEN TRY_CONVERT(datetime2, N'2026-01-01') IS NULL THEN 1 ELSE 0 END + CASE WHEN TRY_CONVERT(datetime2, N'it''s') IS NULL THEN 1 ELSE 0 END"
        )
        #expect(try CountQuery<SQLServerDialect>.check([filters[1]], columns) == nil)
    }

    @Test(
        arguments: [
            ("bigint", .number), ("money", .number), ("nvarchar", .text), ("datetime2", .converted(to: "datetime2")),
            ("uniqueidentifier", .converted(to: "uniqueidentifier")), ("xml", .unsupported("xml")),
            ("varbinary", .unsupported("varbinary")), ("nvarchar; DROP", .unsupported("nvarchar; DROP")),
        ] as [(String, FilterColumn)]
    )
    func knowsHowTypesAreCompared(type: String, column: FilterColumn) {
        #expect(SQLServerDialect.column(type) == column)
    }
}

/// A real MariaDB as source, and PostgreSQL as target: the mappings rename the schema.
@Suite(.timeLimit(.minutes(2))) struct MySQLCountingTests {
    private static func mappings(_ source: String, _ target: String, filters: String = "[]") -> String {
        #"{"rules":[{"rule-type":"selection","rule-id":"1","rule-action":"include","object-locator":{"schema-name":"\#(source)","table-name":"orders"},"filters":\#(filters)},"#
            + #"{"rule-type":"transformation","rule-id":"2","rule-target":"schema","rule-action":"rename","value":"\#(target)","object-locator":{"schema-name":"\#(source)"}}]}"#
    }

    private static func filter(_ column: String, _ value: String) -> String {
        #"[{"filter-type":"source","column-name":"\#(column)","filter-conditions":[{"filter-operator":"gte","value":"\#(value)"}]}]"#
    }

    /// Fills both sides and runs one stop.
    private func run(
        _ name: String,
        rows: Int,
        arrived: Int,
        dms: Int,
        filters: String = "[]",
        engine: String = "InnoDB"
    ) async throws -> (HandlerHarness.Outcome, Manifest?) {
        let mariaDB = try TestDatabase.mariaDB()
        let postgres = try TestDatabase.postgres()
        let schema = "count_\(name)"
        let server = mariaDB.server(connectTimeout: .seconds(40))
        let source = try await MySQLConnection.connect(server)
        defer { source.close() }
        for sql in [
            "CREATE OR REPLACE DATABASE \(schema)",
            "CREATE TABLE \(schema).orders (id bigint PRIMARY KEY, placed datetime, status varchar(20)) ENGINE=\(engine)",
            "INSERT INTO \(schema).orders SELECT seq, '2026-01-01 00:00:00', 'new' FROM \(schema).seq_1_to_\(rows)",
        ] { _ = try await source.query(sql, timeout: .seconds(60)) }
        let target = try await PostgresConnection.connect(
            postgres.server(database: "postgres", connectTimeout: .seconds(40))
        )
        defer { target.close() }
        for sql in [
            "DROP SCHEMA IF EXISTS my_\(name) CASCADE", "CREATE SCHEMA my_\(name)",
            "CREATE TABLE my_\(name).orders AS SELECT i AS id, timestamp '2026-01-01' AS placed, 'new'::text AS status FROM generate_series(1, \(arrived)) AS i",
        ] { _ = try await target.query(sql, timeout: .seconds(60)) }
        var world = FakeAWS.World()
        world.migrations.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.migrations.mappings = Self.mappings(schema, "my_\(name)", filters: filters)
        world.secrets["source"] = ("v1", Self.secret(mariaDB.port, mariaDB.user, mariaDB.password, database: nil))
        world.secrets["target"] = (
            "v1", Self.secret(postgres.port, postgres.user, postgres.password, database: "postgres")
        )
        world.migrations.tables = [HandlerHarness.table("orders", rows: dms, schema: schema)]
        let aws = try FakeAWS(world)
        let harness = try await HandlerHarness(
            aws,
            #""source":{"kind":"mysql","secret":"source"},"target":{"kind":"postgresql","secret":"target"}"#,
            [
                "DATABASE_ROOTS": try CombinedRoots.file([mariaDB.rootsFile, postgres.rootsFile]),
                "CONNECT_TIMEOUT_SECONDS": "40",
            ]
        )
        let outcome = try await harness.run(HandlerHarness.stopped())
        let text = aws.world.withLock {
            $0.store.objects.values.first.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        return (outcome, text.flatMap { try? JSONDocument($0).decode(Manifest.self) })
    }

    private static func secret(_ port: Int, _ user: String, _ password: String, database: String?) -> String {
        let name = database.map { #","dbname":"\#($0)""# } ?? ""
        return #"{"host":"localhost","port":\#(port),"username":"\#(user)","password":"\#(password)"\#(name)}"#
    }

    @Test func equalCountsPass() async throws {
        let (outcome, manifest) = try await run("equal", rows: 120, arrived: 120, dms: 120)
        #expect(outcome.names == ["Passed"], "\(outcome.first)")
        #expect(manifest?.tables.first?.rows.source == 120)
        #expect(manifest?.tables.first?.rows.target == 120)
        #expect(manifest?.evidence.source == "counted (mysql)")
    }

    /// A table that no snapshot holds is counted, and the evidence says so.
    @Test(arguments: ["MyISAM", "MEMORY", "Aria"]) func aTableWithoutTransactionsIsSaidToBe(engine: String) async throws
    {
        let (outcome, manifest) = try await run(
            "loose_\(engine.lowercased())",
            rows: 5,
            arrived: 5,
            dms: 5,
            engine: engine
        )
        #expect(outcome.names == ["Passed"], "\(outcome.first)")
        let evidence = try #require(manifest?.evidence.source)
        #expect(evidence.hasPrefix("counted (mysql), not as of the snapshot"), "\(evidence)")
        #expect(evidence.hasSuffix(".orders (\(engine))"), "\(evidence)")
    }

    @Test func missingRowsAreFoundInTheSource() async throws {
        let (outcome, _) = try await run("lost", rows: 120, arrived: 117, dms: 117)
        #expect(outcome.names == ["Quarantined"], "\(outcome.first)")
        let reason = outcome.first["quarantinedTables"]?.elements.first?["reason"]?.string
        #expect(reason == "source 120, DMS 117, target 117 rows: a difference of 3")
    }

    @Test(arguments: [("id", "21", 100), ("placed", "2026-01-01", 120), ("status", "new", 120)])
    func onlyTheRowsTheFilterWantsAreCounted(column: String, value: String, rows: Int) async throws {
        let filters = Self.filter(column, value)
        let (outcome, manifest) = try await run(
            "filter_\(column)",
            rows: 120,
            arrived: 120,
            dms: rows,
            filters: filters
        )
        #expect(outcome.names == ["Passed"], "\(outcome.first)")
        #expect(manifest?.tables.first?.rows.source == Int64(rows))
    }

    @Test(arguments: [("id", "abc"), ("placed", "not-a-date"), ("missing", "1")])
    func aFilterThatTheTableDoesNotTakeNeverPasses(column: String, value: String) async throws {
        let filters = Self.filter(column, value)
        let (outcome, _) = try await run("unfit_\(column)", rows: 5, arrived: 5, dms: 5, filters: filters)
        #expect(outcome.names == ["Quarantined"], "\(outcome.first)")
    }
}
