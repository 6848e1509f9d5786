import AWSS3
import RedshiftSQL
import TestSupport
import Testing
import UTCTime

@testable import RedshiftLoader

@Suite struct FreshnessRuleTests {
    private static let rules = """
        freshness:
          a.b: {warn_after: 30m, error_after: 2h}
          a.c: {error_after: 1h}
        """
    private static let tables = "a.b: {source: changes, strategy: append}\na.c: {source: rows, strategy: append}"

    @Test(
        arguments: [
            (nil, FreshnessRule.State.unknown), (60, .fresh), (1800, .fresh), (1801, .warn), (7201, .error),
        ] as [(Int?, FreshnessRule.State)]
    ) func anAgeHasAState(seconds: Int?, expected: FreshnessRule.State) throws {
        let rule = try #require(try readPlan(plan(Self.tables, checks: Self.rules)).freshness["a.b"])
        #expect(rule.state(at: seconds.map { .seconds($0) }) == expected)
    }

    @Test(arguments: [
        ("a.d: {warn_after: 30m}", "is no table of the plan"), ("a.b: {}", "has neither warn_after nor error_after"),
        ("a.b: {warn_after: 3h, error_after: 2h}", "is later than error_after"),
        ("a.b: {warn_after: 30}", "warn_after"),
    ]) func aWrongRuleIsNamed(rule: String, expected: String) {
        let error = #expect(throws: (any Error).self) {
            try readPlan(plan(Self.tables, checks: "freshness:\n  \(rule)"))
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(expected))
    }
}

@Suite struct TableFreshnessTests {
    private func time(_ minutes: Int) -> UTCTime { UTCTime(millisecondsSinceEpoch: Int64(minutes) * 60_000) }

    private func load(_ outcome: LoadOutcome, written: [Int?], over: Int) -> LoadRecord {
        let files = written.enumerated().map { index, minutes in
            PendingFile(
                location: S3Location(bucket: "b", key: "\(index)"),
                eTag: "e",
                bytes: 1,
                writtenAt: minutes.map { time($0) }
            )
        }
        var record = LoadRecord(id: "l", plan: "p", table: "a.b", lane: "a.b", files: files, createdAt: time(10))
        record.end(outcome, nil, at: time(over))
        return record
    }

    @Test func theNewestFileCountsAndTheOldestOneWaited() throws {
        let found = try #require(TableFreshness(load(.loaded, written: [1, 7, 3], over: 11), after: nil))
        #expect(found.newest == time(7))
        #expect(found.lagSeconds == 600)
        // A file without a time counts as written when its load was made.
        #expect(TableFreshness(load(.loaded, written: [nil], over: 11), after: nil)?.newest == time(10))
    }

    @Test func aLateFileDoesNotMakeTheDataOlder() throws {
        let known = TableFreshness(load(.loaded, written: [9], over: 10), after: nil)
        #expect(TableFreshness(load(.partlyLoaded, written: [1], over: 12), after: known)?.newest == time(9))
        for outcome in [LoadOutcome.held, .duplicate, .cancelled, .schemaHeld] {
            #expect(TableFreshness(load(outcome, written: [20], over: 21), after: known) == nil)
        }
    }
}

@Suite(.serialized) struct FreshnessRunTests {
    @Test func freshnessIsOfThePublishedDataAndCostsNoStatement() async throws {
        let bench = try LoaderBench(
            plan: LoaderBench.plan + "\nfreshness:\n  b.other: {warn_after: 12h, error_after: 24h}\n"
        )
        defer { bench.stop() }
        func other() async throws -> JSON? {
            try await bench.invoke(#"{"freshness": true}"#)["freshness"]?.array?.first {
                $0["table"] == .string("b.other")
            }
        }
        #expect(try await other()?["state"] == .string("unknown"))
        try await bench.invoke(LoaderBench.arrival(1...2))
        #expect(try await other()?["backlog"] == .number(2))
        try await bench.sweep()
        let statements = bench.world { $0.statements.count }
        let fresh = try await other()
        #expect(fresh?["backlog"] == .number(0))
        #expect(fresh?["state"] == .string("fresh"))
        bench.world { $0.now = $0.now.advanced(by: .seconds(30 * 3600)) }
        let answer = try await bench.invoke(#"{"freshness": {"plan": "p"}}"#)
        #expect(answer["outcome"] == .string("Stale"))
        #expect(try await other()?["state"] == .string("error"))
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.world { $0.statements.count } == statements)
    }
}
