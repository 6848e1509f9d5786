import RedshiftSQL
import TestSupport
import Testing

@testable import RedshiftLoader

@Suite struct MigrationNameTests {
    @Test(
        arguments: [
            ("V001__orders.sql", "V1"), ("V2.10__a_b.sql", "V2.10"), ("V1_2__x.sql", "V1.2"), ("U003__x.sql", "U3"),
            ("R__views.sql", "R"), ("V__x.sql", nil), ("V1x__x.sql", nil), ("V1_x.sql", nil), ("V1__.sql", nil),
            ("R1__x.sql", nil), ("readme.sql", nil), ("V1__x.txt", nil), ("X1__x.sql", nil),
        ] as [(String, String?)]
    ) func aNameSaysWhenItRuns(file: String, expected: String?) {
        let found = MigrationName(file).map { name in
            switch name.kind {
            case .versioned(let version): "V\(version)"
            case .undo(let version): "U\(version)"
            case .repeatable: "R"
            }
        }
        #expect(found == expected)
    }

    @Test func versionsAreComparedAsNumbers() throws {
        let texts = ["10", "2", "001", "1.2", "1.10", "1.0"]
        let sorted = texts.compactMap { MigrationVersion($0) }.sorted().map { "\($0)" }
        #expect(sorted == ["1", "1", "1.2", "1.10", "2", "10"])
        #expect(MigrationVersion("001") == MigrationVersion("1.0"))
    }
}

@Suite struct MigrationPlannerTests {
    private func script(_ name: String, _ text: String = "SELECT 1") throws -> MigrationScript {
        try MigrationScript(try #require(MigrationName(name)), text: text)
    }

    private func applied(_ name: String, _ text: String = "SELECT 1", done: Bool = true) throws
        -> MigrationPlanner.Applied
    {
        MigrationPlanner.Applied(name: name, checksum: try script(name, text).checksum, isDone: done)
    }

    private func due(
        _ names: [String],
        _ applied: [MigrationPlanner.Applied],
        _ request: MigrationPlanner.Request = .apply(to: nil)
    ) throws -> [String] {
        try MigrationPlanner(scripts: try names.map { try script($0) }, applied: applied).due(request)
            .map(\.name.description)
    }

    private static let files = ["V10__c.sql", "R__v.sql", "V2__b.sql", "V1__a.sql", "U2__b.sql", "R__a.sql"]

    @Test func versionsRunInOrderAndRepeatablesBehindThem() throws {
        #expect(try due(Self.files, []) == ["V1__a.sql", "V2__b.sql", "V10__c.sql", "R__a.sql", "R__v.sql"])
        #expect(
            try due(Self.files, [applied("V1__a.sql"), applied("R__a.sql")]) == ["V2__b.sql", "V10__c.sql", "R__v.sql"]
        )
    }

    @Test func aRepeatableRunsAgainWhenItsTextIsAnother() throws {
        let all = ["V1__a.sql", "V2__b.sql", "V10__c.sql"]
        let before = try all.map { try applied($0) } + [applied("R__a.sql", "SELECT 2"), applied("R__v.sql")]
        #expect(try due(Self.files, before) == ["R__a.sql"])
    }

    @Test func oneThatWasRefusedHalfwayIsDue() throws {
        #expect(try due(["V1__a.sql"], [applied("V1__a.sql", "SELECT 5", done: false)]) == ["V1__a.sql"])
    }

    @Test func aRequestMayEndAtAVersion() throws {
        #expect(try due(Self.files, [], .apply(to: MigrationVersion("2"))) == ["V1__a.sql", "V2__b.sql"])
    }

    @Test func theNewestVersionIsTakenBack() throws {
        let two = try #require(MigrationVersion("2"))
        #expect(try due(Self.files, [applied("V1__a.sql"), applied("V2__b.sql")], .undo(two)) == ["U2__b.sql"])
    }

    @Test(arguments: [
        (["V1__a.sql"], ["V1__a.sql:x"], "has another text than the one that was applied"),
        (["V2__b.sql"], ["V1__a.sql:"], "its file is gone"),
        (["V1__a.sql", "V2__b.sql"], ["V2__b.sql:"], "is older than version 2, which is applied"),
        (["V1__a.sql", "V001__b.sql"], [], "have one version"),
    ]) func filesAndJournalMustAgree(names: [String], rows: [String], expected: String) throws {
        let applied = try rows.map { row in
            let parts = row.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            return try self.applied(parts[0], parts[1].isEmpty ? "SELECT 1" : "SELECT 9")
        }
        let problem = #expect(throws: SQLProblem.self) { try due(names, applied) }
        #expect(problem?.description.contains(expected) == true, "\(problem?.description ?? "")")
    }

    @Test func anOlderVersionIsNotTakenBack() throws {
        let one = try #require(MigrationVersion("1"))
        let problem = #expect(throws: SQLProblem.self) {
            try due(Self.files, [applied("V1__a.sql"), applied("V2__b.sql")], .undo(one))
        }
        #expect(problem?.description.contains("the newest that is applied is 2") == true)
    }
}

@Suite(.serialized) struct MigrationRunTests {
    private static let files = [
        "V001__orders.sql": "CREATE TABLE s.orders (id bigint);\nCREATE VIEW s.v AS SELECT 1;\n",
        "V002__wide.sql":
            "ALTER TABLE s.a ADD COLUMN x int;\n\nALTER TABLE s.a ALTER COLUMN y TYPE varchar(9);\nVACUUM s.a;\n",
        "R__views.sql": "CREATE OR REPLACE VIEW s.w AS SELECT 2;",
        "U002__wide.sql": "ALTER TABLE s.a DROP COLUMN x;",
    ]

    private func bench(_ files: [String: String] = files) throws -> LoaderBench {
        try LoaderBench(plan: LoaderBench.plan + "\nmigrations: migrations/sales\n", migrations: files)
    }

    private func migrate(_ bench: LoaderBench, _ event: String = #"{"migrate": true}"#) async throws -> JSON? {
        try await bench.invoke(event)
        for _ in 0..<10 {
            try await bench.finish()
            try await bench.sweep(times: 3)
        }
        return try await bench.invoke(#"{"migrate": {"status": true}}"#)["migration"]
    }

    private func batches(_ bench: LoaderBench) -> [(mode: String, sqls: [String])] {
        bench.world { world in
            world.statements.filter { $0.name.contains("/migrate/") && !($0.sqls.last ?? "").contains("svv_columns") }
                .map { ($0.mode, $0.sqls) }
        }
    }

    @Test func everyMigrationThatIsDueRunsInItsOrder() async throws {
        let bench = try bench()
        defer { bench.stop() }
        let found = try await migrate(bench)
        #expect(found?["status"] == .string("Migrated"))
        #expect(
            found?["scripts"]?.array?.compactMap(\.string) == ["V001__orders.sql", "V002__wide.sql", "R__views.sql"]
        )
        let batches = batches(bench)
        // Redshift changes no type in a transaction, and a batch may go on behind a statement that failed.
        let mode = batches.map { "\($0.mode) \($0.sqls.count)" }
        #expect(
            mode == [
                "TRANSACTION 5", "TRANSACTION 2", "AUTO_COMMIT 1", "AUTO_COMMIT 1", "AUTO_COMMIT 1", "TRANSACTION 1",
                "TRANSACTION 4",
            ]
        )
        let again = try await bench.invoke(#"{"migrate": {"id": "again"}}"#)
        #expect(again["migration"] != nil)
        #expect(try await migrate(bench, #"{"migrate": {"id": "again"}}"#)?["status"] == .string("UpToDate"))
    }

    @Test func nothingRunsWhenItIsOnlyExplained() async throws {
        let bench = try bench()
        defer { bench.stop() }
        let found = try await migrate(bench, #"{"migrate": {"explain": true}}"#)
        #expect(found?["status"] == .string("Explained"))
        #expect(found?["scripts"]?.array?.count == 3)
        #expect(batches(bench).isEmpty)
    }

    @Test func aMigrationThatWasRefusedHalfwayGoesOnWhereItWas() async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { $0.faults = [("TYPE varchar(9)", "ERROR: column y has a default", 1)] }
        let failed = try await migrate(bench)
        #expect(failed?["status"] == .string("MigrationFailed"))
        #expect(failed?["message"]?.string?.hasPrefix("V002__wide.sql, line 3: ") == true)
        #expect(failed?["statementsDone"] == .number(1))
        let found = try await migrate(bench, #"{"migrate": {"id": "2"}}"#)
        #expect(found?["status"] == .string("Migrated"))
        let statements = batches(bench).flatMap(\.sqls)
        #expect(statements.count { $0.contains("ADD COLUMN x") } == 1)
        #expect(statements.count { $0.contains("TYPE varchar(9)") } == 2)
        #expect(statements.count { $0.contains("VACUUM") } == 1)
    }

    @Test func theNewestMigrationIsTakenBack() async throws {
        let bench = try bench()
        defer { bench.stop() }
        _ = try await migrate(bench)
        let found = try await migrate(bench, #"{"migrate": {"id": "back", "undo": "2"}}"#)
        #expect(found?["status"] == .string("Migrated"))
        #expect(bench.world { $0.journal.map(\.script).sorted() } == ["R__views.sql", "V001__orders.sql"])
    }

    @Test func aTextThatWasChangedIsRefusedBeforeAnythingRuns() async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { $0.journal = [("V001__orders.sql", "other", true)] }
        let found = try await migrate(bench)
        #expect(found?["status"] == .string("MigrationRefused"))
        #expect(batches(bench).isEmpty)
    }

    @Test func whatSomebodyElseChangedIsReported() async throws {
        let bench = try bench()
        defer { bench.stop() }
        let row: [JSON] = [
            ["stringValue": "b"], ["stringValue": "theirs"], ["stringValue": "id"], ["stringValue": "bigint"],
            ["isNull": .bool(true)], ["isNull": .bool(true)], ["isNull": .bool(true)],
        ].map { JSON.object($0) }
        _ = try await migrate(bench)
        bench.world { $0.catalog.append(row) }
        let found = try await migrate(bench, #"{"migrate": {"id": "2"}}"#)
        #expect(found?["drift"]?.array?.compactMap(\.string) == ["b.theirs is new"])
    }

    @Test(arguments: [true, false]) func whateverDiesEachMigrationIsJournaledOnce(isDone: Bool) async throws {
        var call = 1
        while true {
            let bench = try bench()
            defer { bench.stop() }
            bench.world { $0.killAt = (call, isDone) }
            _ = try? await bench.invoke(#"{"migrate": {"id": "x"}}"#)
            try? await bench.finish()
            let isKilled = bench.world { world -> Bool in
                let isKilled = world.isDead
                (world.isDead, world.killAt) = (false, nil)
                return isKilled
            }
            let found = try await migrate(bench, #"{"migrate": {"id": "x"}}"#)
            #expect(found?["status"] == .string("Migrated"), "killed at write \(call)")
            #expect(bench.world { $0.journal.count } == 3, "killed at write \(call)")
            guard isKilled else { break }
            call += 1
        }
        #expect(call > 8)
    }
}
