import TestSupport
import Testing

@testable import RedshiftLoader

/// Changes of tables before a load, in the scripted warehouse, whose catalog has what ALTER TABLE made.
@Suite(.serialized) struct SchemaRunTests {
    private static let plan = """
        window: {every: 15m, wait: 2m}
        sources:
          changes:
            from: s3://example/changes/
            format: parquet
            columns: {seq: varchar(35), id: bigint}
            order: seq
        tables:
          a.m: {source: changes, strategy: merge, unique_key: id}
        """

    private static func load(_ number: Int, _ columns: [String], _ types: [String]) -> String {
        func list(_ texts: [String]) -> String { "[\(texts.map { "\"\($0)\"" }.joined(separator: ", "))]" }
        return """
            {"load": {"files": [{"uri": "s3://example/changes/\(number).parquet", "etag": "e\(number)", "bytes": 10, \
            "rows": 1, "columns": \(list(columns)), "types": \(list(types))}]}}
            """
    }

    private static func columns(_ table: String, _ columns: [(String, String, Int?)]) -> [[JSON]] {
        columns.map { name, type, length in
            [
                ["stringValue": "a"], ["stringValue": .string(table)], ["stringValue": .string(name)],
                ["stringValue": .string(type)],
                length.map { ["longValue": .number(Double($0))] } ?? ["isNull": .bool(true)],
                ["isNull": .bool(true)], ["isNull": .bool(true)],
            ].map { JSON.object($0) }
        }
    }

    private static let catalog = columns("m", [("seq", "character varying", 35), ("id", "bigint", nil)])

    private func bench(_ schema: String = "") throws -> LoaderBench {
        let bench = try LoaderBench(plan: Self.plan + "\n" + schema)
        bench.world { $0.catalog = Self.catalog }
        return bench
    }

    private func altered(_ bench: LoaderBench) -> [String] {
        bench.world { world in world.statements.flatMap(\.sqls).filter { $0.hasPrefix("ALTER") } }
    }

    @Test func aNewColumnIsAddedBeforeTheLoadInABatchThatIsNoTransaction() async throws {
        let bench = try bench()
        defer { bench.stop() }
        try await bench.invoke(Self.load(1, ["extra", "seq", "id"], ["integer", "varchar", "bigint"]))
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
        #expect(altered(bench) == ["ALTER TABLE \"a\".\"m\" ADD COLUMN \"extra\" integer"])
        let batch = try #require(bench.world { $0.statements.first { $0.sqls.contains { $0.hasPrefix("ALTER") } } })
        #expect(batch.mode == "AUTO_COMMIT")
        // The journal says it before it is done.
        #expect(batch.sqls.first?.hasPrefix("INSERT INTO \"loader\".\"schema_changes\"") == true)
        // It is part of every later load, whatever the files have.
        try await bench.invoke(Self.load(2, ["seq", "id"], ["varchar", "bigint"]))
        try await bench.sweep()
        #expect(altered(bench).count == 1)
        let insert = try #require(
            bench.world { $0.statements.last?.sqls.last { $0.hasPrefix("INSERT INTO \"a\".\"m\"") } }
        )
        #expect(insert.contains("\"extra\""))
    }

    @Test func aTypeThatWouldLoseValuesHoldsItsFilesAndTheOthersAreLoaded() async throws {
        let bench = try bench()
        defer { bench.stop() }
        try await bench.invoke(Self.load(1, ["seq", "id"], ["varchar", "decimal(20,2)"]))
        try await bench.invoke(Self.load(2, ["seq", "id"], ["varchar", "integer"]))
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded", "SchemaHeld"])
        let messages = try await bench.messages()
        #expect(
            messages.contains {
                $0.contains("s3://example/changes/1.parquet: id is decimal(20,2) in the file and bigint in the plan")
            }
        )
    }

    @Test func aTableThatIsNarrowerThanThePlanHoldsTheLoad() async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { $0.catalog = Self.columns("m", [("seq", "character varying", 35), ("id", "integer", nil)]) }
        try await bench.invoke(Self.load(1, ["seq", "id"], ["varchar", "bigint"]))
        try await bench.sweep()
        #expect(bench.statuses == ["SchemaHeld"])
        #expect(
            try await bench.messages().first?.contains("a.m has id as integer, and the plan or its files as bigint")
                == true
        )
        // Somebody changed the table.
        bench.world { $0.catalog = Self.catalog }
        try await bench.invoke(#"{"retry": "\#(bench.loadIDs[0])"}"#)
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
    }

    @Test func aTextThatIsTooLongMakesItsColumnWider() async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { world in
            world.faults = [("COPY ", "ERROR: Spectrum Scan Error", 1)]
            world.measured = [[.object(["longValue": .number(100)])]]
        }
        try await bench.invoke(Self.load(1, ["seq", "id"], ["varchar", "bigint"]))
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
        #expect(altered(bench) == ["ALTER TABLE \"a\".\"m\" ALTER COLUMN \"seq\" TYPE varchar(128)"])
    }

    @Test func aPlanMayKeepItsTexts() async throws {
        let bench = try bench("schema: {wider_text: hold}")
        defer { bench.stop() }
        bench.world { world in
            world.faults = [("COPY ", "ERROR: Spectrum Scan Error", 1)]
            world.measured = [[.object(["longValue": .number(100)])]]
        }
        try await bench.invoke(Self.load(1, ["seq", "id"], ["varchar", "bigint"]))
        try await bench.sweep()
        #expect(bench.statuses == ["Rejected"])
        #expect(altered(bench) == [])
    }

    @Test func aChangeThatRedshiftRefusesHoldsTheLoad() async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { $0.faults = [("ADD COLUMN", "ERROR: must be owner of relation m", 1)] }
        try await bench.invoke(Self.load(1, ["extra", "seq", "id"], ["integer", "varchar", "bigint"]))
        try await bench.sweep()
        #expect(bench.statuses == ["SchemaHeld"])
        #expect(try await bench.messages().first?.contains("must be owner of relation m") == true)
        try await bench.invoke(#"{"retry": "\#(bench.loadIDs[0])"}"#)
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
    }

    /// Whatever dies between the change and the load, the column is added once and the file is loaded once.
    @Test(arguments: [true, false]) func aKillBetweenChangeAndLoadIsRepaired(isDone: Bool) async throws {
        var call = 1
        while true {
            let bench = try bench()
            defer { bench.stop() }
            let event = Self.load(1, ["extra", "seq", "id"], ["integer", "varchar", "bigint"])
            bench.world { $0.killAt = (call, isDone) }
            _ = try? await bench.invoke(event)
            try? await bench.finish()
            let isKilled = bench.world { world -> Bool in
                let isKilled = world.isDead
                (world.isDead, world.killAt) = (false, nil)
                return isKilled
            }
            try await bench.invoke(event)
            try await bench.sweep()
            let label = "killed at write \(call), \(isDone ? "after" : "before") it was done"
            #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } && $0.loaded.count == 1 }, "\(label)")
            #expect(bench.world { $0.catalog.count } == 3, "\(label)")
            guard isKilled else { break }
            call += 1
        }
        #expect(call > 8)
    }
}
