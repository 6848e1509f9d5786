import LambdaRuntime
import TestSupport
import Testing

@testable import RedshiftLoader

@Suite(.serialized) struct BackfillTests {
    private static let backfill = #"{"backfill": {"id": "x", "table": "b.other", "from": "2026-11-01T00:00:00Z"}}"#

    private func bench(files: Int) throws -> LoaderBench {
        let bench = try LoaderBench()
        bench.world { world in
            world.listed = (1...files).map { number in
                // The first one is too old, the second is a marker.
                let modified = number == 1 ? "2026-10-01T00:00:00.000Z" : "2026-11-20T00:00:00.000Z"
                return (number == 2 ? "changes/_SUCCESS" : "changes/\(number).csv", "e\(number)", modified)
            }
        }
        return bench
    }

    @Test func everyFileThatIsNotLoadedYetIsLoadedIntoTheTable() async throws {
        let bench = try bench(files: 7)
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(3...3, table: "b.other"))
        try await bench.finish()
        let answer = try await bench.invoke(Self.backfill)
        #expect(answer["backfill"]?["status"] == .string("listed"))
        #expect(answer["files"] == .number(5))
        try await bench.sweep()
        #expect(bench.world { $0.loaded.keys.sorted() }.allSatisfy { $0.hasPrefix("b.other ") })
        #expect(bench.world { $0.loaded.count } == 5)
        #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } })
        // The same request again lists nothing.
        let requests = bench.world { $0.log.count { $0 == "S3 GET" } }
        try await bench.invoke(Self.backfill)
        #expect(bench.world { $0.log.count { $0 == "S3 GET" } } == requests)
        let id = try #require(answer["backfill"]?["id"]?.string)
        #expect(try await bench.invoke(#"{"backfill": "\#(id)"}"#)["files"] == .number(5))
    }

    @Test(arguments: [true, false]) func aBackfillThatDiesGoesOn(isDone: Bool) async throws {
        var call = 1
        while true {
            let bench = try bench(files: 5)
            defer { bench.stop() }
            bench.world { $0.killAt = (call, isDone) }
            _ = try? await bench.invoke(Self.backfill)
            let isKilled = bench.world { world -> Bool in
                let isKilled = world.isDead
                (world.isDead, world.killAt) = (false, nil)
                return isKilled
            }
            try await bench.invoke(Self.backfill)
            try await bench.sweep()
            let label = "killed at write \(call), \(isDone ? "after" : "before") it was done"
            #expect(bench.world { $0.loaded.count } == 3, "\(label)")
            #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } }, "\(label)")
            guard isKilled else { break }
            call += 1
        }
        #expect(call > 3)
    }

    @Test(arguments: [
        (#"{"backfill": {"tabel": "x"}}"#, "is not known in backfill"),
        (#"{"backfill": {"from": "yesterday"}}"#, "expected a time"),
        (#"{"backfill": {"from": "2026-11-02T00:00:00Z", "to": "2026-11-01T00:00:00Z"}}"#, "is not before"),
        (#"{"backfill": 7}"#, "is expected to be an object"),
        (#"{"reload": {"files": ["s3://bucket/k"]}}"#, "no \"table\""),
        (#"{"reload": {"table": "a.b", "files": []}}"#, "no \"files\""),
        (#"{"reload": {"table": "a.b", "files": ["s3://bucket/k", "s3://bucket/k"]}}"#, "one of them twice"),
        (#"{"freshness": 7}"#, "is expected to be an object"),
        (#"{"load": {}, "reload": {}}"#, "is not known in the event"),
    ]) func aWrongCommandIsNamed(event: String, expected: String) {
        let error = #expect(throws: InvalidRequest.self) {
            _ = try RedshiftLoaderRequest.Reader(statementPrefix: "redshift-loader").read(Array(event.utf8))
        }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }
}

@Suite(.serialized) struct ReloadTests {
    private func reload(_ table: String, _ more: String = "") -> String {
        #"{"reload": {"id": "r1", "table": "\#(table)", "files": ["s3://example/changes/1.csv"]\#(more)}}"#
    }

    @Test func filesThatAreLoadedAreLoadedOnceMore() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.headETag = "e1" }
        try await bench.invoke(LoaderBench.load(1...1, table: "a.dim"))
        try await bench.sweep()
        // The request comes twice, as a caller repeats it.
        for _ in 0..<2 {
            try await bench.invoke(reload("a.dim"))
            try await bench.sweep()
        }
        #expect(bench.statuses == ["Loaded", "Loaded"])
        let batch = try #require(bench.world { $0.statements.last { $0.name.contains("/load/") } })
        #expect(!batch.sqls.contains { $0.hasPrefix("SELECT \"loaded\"") })
        #expect(batch.sqls.contains { $0.hasPrefix("DELETE FROM \"loader\".\"files\" USING") })
    }

    @Test func anAppendIsReloadedOnlyByWhoeverKnowsWhatItDoes() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.headETag = "e1" }
        await #expect(throws: InvalidRequest.self) { try await bench.invoke(reload("b.other")) }
        #expect(
            try await bench.invoke(reload("b.other", #", "allow_duplicates": true"#))["outcome"] == .string("Accepted")
        )
    }

    @Test func aFileOfAnotherPlaceIsRefused() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        await #expect(throws: InvalidRequest.self) {
            try await bench.invoke(#"{"reload": {"table": "a.dim", "files": ["s3://other/1.csv"]}}"#)
        }
    }
}
