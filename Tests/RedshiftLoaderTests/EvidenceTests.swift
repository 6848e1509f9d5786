import AWSRedshiftData
import RedshiftSQL
import TestSupport
import Testing

@testable import RedshiftLoader

@Suite struct FailedChecksTests {
    private let evidence = GuardFailureQueries(
        query: "",
        counts: [
            .init("rows", .total), .init("not_null id", .broken(atMost: .rows(2))),
            .init("expression", .broken(atMost: .percent(0.5))), .init("unique", .broken(atMost: nil)),
            .init("balance amount", .uncounted),
        ]
    )

    private func broken(_ counts: [Int64]) -> FailedChecks { FailedChecks(counts.map { .integer($0) }, evidence) }

    @Test func whatAPromiseForgivesIsNotBroken() {
        #expect(broken([1000, 2, 5, 99, 0]).found.isEmpty)
        // Nothing else was counted as broken: the balance remains.
        #expect(broken([1000, 2, 5, 99, 0]).uncounted == ["balance amount"])
    }

    @Test func aBrokenPromiseSaysHowManyRowsAndHowManyAreForgiven() {
        let found = broken([1000, 3, 6, 0, 0])
        #expect(found.found.map(\.place) == [1, 2])
        #expect(
            found.found.map(\.evidence.description) == [
                "not_null id: 3 rows, at most 2", "expression: 6 rows, at most 0.5%",
            ]
        )
        #expect(found.uncounted == [])
    }
}

@Suite(.serialized) struct EvidenceTests {
    private static let plan =
        LoaderBench.plan
        + "\nchecks:\n  b.other:\n    - not_null: [id, d]\n    - {expression: id > 0, severity: warn}\n"

    @Test func aBrokenCheckIsCountedInASecondBatchThatChangesNothing() async throws {
        let bench = try LoaderBench(plan: Self.plan)
        defer { bench.stop() }
        bench.world { $0.faults = [("_holds\"\nFROM (SELECT count(*) AS \"_total\"", "ERROR: Divide by zero", 1)] }
        bench.world { world in
            world.examined = { sqls in
                let counting = sqls.firstIndex { $0.contains("\"_total\"") } ?? 0
                return [
                    counting + 1: [[4, 2, 0].map { .object(["longValue": .number($0)]) }],
                    counting + 2: [
                        [.object(["longValue": .number(7)]), .object(["isNull": .bool(true)])],
                        [.object(["isNull": .bool(true)]), .object(["stringValue": "x"])],
                    ],
                ]
            }
        }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Held"])
        let examination = try #require(bench.world { $0.statements.last { $0.name.contains("/examine/") } }).sqls
        #expect(
            examination.allSatisfy { $0.hasPrefix("CREATE TEMP") || $0.hasPrefix("COPY") || $0.hasPrefix("SELECT") }
        )
        let load = try await bench.invoke(#"{"status": "\#(bench.loadIDs[0])"}"#)["load"]
        #expect(load?["message"] == .string("a check of the plan does not hold: not_null id, d: 2 rows, at most 0"))
        let found = load?["evidence"]?.array?.first
        #expect(found?["rows"] == .number(2))
        #expect(found?["samples"]?.array?.compactMap(\.string) == ["7, NULL", "NULL, x"])
    }

    @Test func aLoadIsHeldEvenWhenItsEvidenceCannotBeGathered() async throws {
        let bench = try LoaderBench(plan: Self.plan)
        defer { bench.stop() }
        bench.world { world in
            world.faults = [
                ("_holds\"\nFROM (SELECT count(*) AS \"_total\"", "ERROR: Divide by zero", 1),
                ("LIMIT 3", "ERROR: out of memory", 1),
            ]
        }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Held"])
        let load = try await bench.invoke(#"{"status": "\#(bench.loadIDs[0])"}"#)["load"]
        #expect(load?["message"]?.string?.contains("ERROR: out of memory") == true)
    }
}
