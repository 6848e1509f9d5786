import TestSupport
import Testing

@testable import RedshiftLoader

/// A COPY pins no version: a key that was written anew must not be loaded under the ETag of its old content.
@Suite(.serialized) struct OverwriteTests {
    @Test func whatWasWrittenAnewBeforeTheLoadIsLoadedAsItIs() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.eTags["example/changes/2.csv"] = "new" }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.finish()
        #expect(bench.statuses == ["Loaded"])
        let loaded = bench.world { $0.loaded.keys.sorted() }
        #expect(loaded == ["b.other s3://example/changes/1.csv e1", "b.other s3://example/changes/2.csv new"])
    }

    /// The file's own event comes too, and finds it loaded.
    @Test func whatWasWrittenAnewWhileItWasLoadedIsLoadedOnceMore() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...2, table: "a.dim"))
        while bench.world({ $0.statements.last?.name.contains("/load/") }) != true {
            let name = bench.world { world -> String in
                let index = world.statements.count - 1
                FakeWarehouse.end(index, &world)
                return world.statements[index].name
            }
            try await bench.invoke(LoaderBench.over(name))
        }
        bench.world { $0.eTags["example/changes/1.csv"] = "new" }
        try await bench.finish()
        let loaded = bench.world { $0.loaded.keys.sorted() }
        #expect(
            loaded == [
                "a.dim s3://example/changes/1.csv e1", "a.dim s3://example/changes/1.csv new",
                "a.dim s3://example/changes/2.csv e2",
            ]
        )
        #expect(bench.statuses == ["Loaded", "Loaded"])
        #expect(
            try await bench.messages().contains {
                $0.contains("1.csv was written anew while it was loaded, and is loaded once more")
            }
        )
    }

    /// Nobody knows which content the COPY read, and rows of both would be there.
    @Test func ofAnAppendAPersonMustLook() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...1, table: "b.other"))
        while bench.world({ $0.statements.last?.name.contains("/load/") }) != true {
            let name = bench.world { world -> String in
                let index = world.statements.count - 1
                FakeWarehouse.end(index, &world)
                return world.statements[index].name
            }
            try await bench.invoke(LoaderBench.over(name))
        }
        bench.world { $0.eTags["example/changes/1.csv"] = "new" }
        try await bench.finish()
        #expect(bench.world { $0.loaded.count } == 1)
        #expect(
            try await bench.messages() == [
                "s3://example/changes/1.csv was written anew while it was loaded: compare its rows with the table's"
            ]
        )
    }

    /// Redshift reads with a role of its own: the load goes on, and says what it could not see.
    @Test func aFileThatS3DoesNotShowIsLoadedAndTheLoadSaysSo() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.forbidden = ["example/changes/2.csv"] }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.finish()
        #expect(bench.statuses == ["Loaded"])
        let message = try #require(try await bench.messages().first)
        #expect(message.hasPrefix("S3 does not tell the function the ETag of s3://example/changes/2.csv (HTTP403)"))
    }

    @Test func aFileThatIsGoneCostsNoCopy() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.gone = ["example/changes/2.csv"] }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Missing"])
        #expect(bench.world { $0.statements.allSatisfy { !$0.name.contains("/load/") } })
    }
}
