import LambdaRuntime
import TestSupport
import Testing
import UTCTime

@testable import RedshiftLoader

/// Tables of strategy `replace`: each load is the whole of a snapshot, and an older one comes too late.
@Suite(.serialized) struct SnapshotTests {
    private static func plan(_ snapshot: String) -> String {
        """
        window: {every: 15m, wait: 2m, max_files: 2}
        sources:
          changes: {from: s3://example/changes/, format: csv, columns: {id: bigint}}
        tables:
          a.whole: {source: changes, strategy: replace\(snapshot.isEmpty ? "" : ", snapshot: \(snapshot)")}
          b.log: {source: changes, strategy: append}
        """
    }

    private func bench(_ snapshot: String = "") throws -> LoaderBench { try LoaderBench(plan: Self.plan(snapshot)) }

    /// The loads of the replaced table: whether each deletes, and its files.
    private func replacements(_ bench: LoaderBench) -> [[String]] {
        bench.world { world in
            world.statements.filter { $0.name.contains("/load/") && $0.name.hasSuffix("a.whole") }.map { statement in
                let lists = statement.sqls.filter { $0.hasPrefix("INSERT INTO \"#files\"") }
                #expect(statement.sqls.count { $0 == "DELETE FROM \"a\".\"whole\"" } == 1)
                return lists.flatMap { $0.split(separator: "\n").dropFirst() }.map { row in
                    String(row.split(separator: "'")[1].dropFirst("s3://example/changes/".count))
                }.sorted()
            }
        }
    }

    private func listed(_ names: [String]) -> [(key: String, eTag: String, modified: String)] {
        names.map { ("changes/\($0)", "e\($0.prefix { $0 != "." })", "2026-11-27T09:00:00.000Z") }
    }

    @Test func aSnapshotOfMoreFilesThanAWindowTakesReplacesOnce() async throws {
        let bench = try bench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...5))
        try await bench.finish()
        #expect(replacements(bench) == [["1.csv", "2.csv", "3.csv", "4.csv", "5.csv"]])
        // The other table takes them two by two.
        #expect(bench.statuses == ["Loaded", "Loaded", "Loaded", "Loaded"])
    }

    @Test func filesThatArriveByThemselvesAreAllOfTheirFolder() async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { $0.listed = listed(["1.csv", "2.csv", "3.csv", "4.csv", "deeper/5.csv", "_SUCCESS.json"]) }
        try await bench.invoke(LoaderBench.arrival(3...3))
        try await bench.sweep()
        #expect(replacements(bench) == [["1.csv", "2.csv", "3.csv", "4.csv"]])
    }

    @Test func theNewestFileAloneIsTheTable() async throws {
        let bench = try bench("file")
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.arrival(1...3))
        try await bench.sweep()
        #expect(replacements(bench).map(\.count) == [1])
    }

    @Test func aDatasetIsWhatItsListNames() async throws {
        let bench = try bench("dataset")
        defer { bench.stop() }
        let list = #"{"entries": [{"url": "s3://example/changes/d/1.csv"}, {"url": "s3://example/changes/d/2.csv"}]}"#
        bench.world { $0.objects["example/changes/d/_SUCCESS.json"] = Array(list.utf8) }
        try await bench.invoke(LoaderBench.arrival(1...3))
        try await bench.sweep()
        #expect(replacements(bench) == [])
        try await bench.invoke(success("d/_SUCCESS.json"))
        try await bench.sweep()
        #expect(replacements(bench) == [["d/1.csv", "d/2.csv"]])
    }

    private func success(_ name: String) -> String {
        #"{"detail-type": "Object Created", "source": "aws.s3", "detail": {"bucket": {"name": "example"}, "object": {"key": "changes/\#(name)", "size": 10, "etag": "m"}}}"#
    }

    /// An empty dataset, and DMS's full load of an empty table.
    @Test(arguments: [
        #"{"load": {"manifest": "s3://example/changes/d/_SUCCESS.json"}}"#,
        #"{"load": {"folders": [{"uri": "s3://example/changes/d/", "rows": 0}]}}"#,
        #"{"load": {"folders": [{"uri": "s3://example/changes/d/", "rows": 0}], "id": "run-1"}}"#,
    ]) func aTableThatBecameEmptyIsEmptied(event: String) async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { $0.objects["example/changes/d/_SUCCESS.json"] = Array(#"{"entries": []}"#.utf8) }
        #expect(try await bench.invoke(event)["outcome"] == .string("Accepted"))
        try await bench.finish()
        #expect(bench.statuses == ["Loaded"])
        #expect(replacements(bench).map(\.count) == [1])
        #expect(bench.world { $0.statements.allSatisfy { !$0.sqls.contains { $0.hasPrefix("COPY") } } })
    }

    /// A wrong name has no files either: only who counted the rows may empty a table.
    @Test func aFolderWithoutFilesEmptiesNothing() async throws {
        let bench = try bench()
        defer { bench.stop() }
        for rows in ["", #", "rows": 7"#] {
            await #expect(throws: InvalidRequest.self) {
                try await bench.invoke(#"{"load": {"folders": [{"uri": "s3://example/changes/d/"\#(rows)}]}}"#)
            }
        }
        #expect(bench.statuses == [])
    }

    @Test func aSnapshotThatOneLoadCannotHoldIsRefused() async throws {
        let bench = try bench()
        defer { bench.stop() }
        let names = (1...160).map { "\($0).\(String(repeating: "x", count: 900))" }
        let files = names.map { #"{"uri": "s3://example/changes/\#($0)", "etag": "e", "bytes": 10}"# }
        let error = await #expect(throws: InvalidRequest.self) {
            try await bench.invoke(#"{"load": {"table": "a.whole", "files": [\#(files.joined(separator: ", "))]}}"#)
        }
        #expect(error?.errorMessage.contains("a snapshot of 160 files, and one load holds about 15") == true)
        #expect(replacements(bench) == [])
        bench.world { $0.listed = listed(names) }
        try await bench.invoke(LoaderBench.arrival(7...7))
        try await bench.sweep(times: 6)
        #expect(bench.statuses.contains("Held"))
        #expect(replacements(bench) == [])
    }

    /// A table without the rows of one file is no snapshot, and a retry must not make one of it alone.
    @Test func aBadFileRejectsTheWholeSnapshot() async throws {
        let bench = try bench()
        defer { bench.stop() }
        bench.world { world in
            world.faults = [("COPY \"#stage\"", "ERROR: Load into table failed", 1)]
            world.loadErrors = [
                [
                    ["stringValue": .string("s3://example/changes/2.csv")], ["longValue": .number(3)],
                    ["stringValue": .string("id")], ["longValue": .number(1207)],
                    ["stringValue": .string("Invalid digit")],
                ].map { JSON.object($0) }
            ]
        }
        try await bench.invoke(LoaderBench.load(1...3, table: "a.whole"))
        try await bench.sweep()
        #expect(bench.statuses == ["Rejected"])
        try await bench.invoke(#"{"retry": "\#(bench.loadIDs[0])"}"#)
        try await bench.finish()
        #expect(bench.statuses == ["Loaded"])
        #expect(replacements(bench).last == ["1.csv", "2.csv", "3.csv"])
    }

    /// The same files again are nothing new; the same files at a later time are.
    @Test func aTableBecomesAgainWhatItWas() async throws {
        let bench = try bench("file")
        defer { bench.stop() }
        func arrive(_ eTag: String, at time: String) async throws {
            bench.world { $0.eTags["example/changes/1.csv"] = eTag }
            try await bench.invoke(
                #"{"detail-type": "Object Created", "source": "aws.s3", "time": "\#(time)", "detail": {"bucket": {"name": "example"}, "object": {"key": "changes/1.csv", "size": 10, "etag": "\#(eTag)"}}}"#
            )
            try await bench.sweep()
        }
        try await arrive("one", at: "2026-11-27T01:00:00Z")
        try await arrive("two", at: "2026-11-27T02:00:00Z")
        try await arrive("one", at: "2026-11-27T03:00:00Z")
        try await arrive("one", at: "2026-11-27T03:00:00Z")
        #expect(replacements(bench).count == 3)
    }
}
