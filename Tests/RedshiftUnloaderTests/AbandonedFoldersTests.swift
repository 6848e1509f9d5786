import TestSupport
import Testing

@testable import RedshiftUnloader

/// Files that could not be deleted when their export ended.
@Suite struct AbandonedFoldersTests {
    private func hidden(_ bench: UnloaderBench) -> [String] {
        bench.cloud.world.with { $0.objects.keys.filter { $0.contains("/_unload/") }.sorted() }
    }

    private func refuse(_ operation: String, _ code: String, times: Int, in bench: UnloaderBench) {
        bench.cloud.world.with { world in
            world.failures = [.init(operation: operation, code: code, status: 403, times: times)]
        }
    }

    @Test(arguments: ["AccessDenied", "SlowDown", "InternalError"])
    func theSweeperDeletesWhatAPublishedExportLeft(code: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        refuse("S3 DELETE", code, times: 99, in: bench)
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.state("orders") == "Unloaded")
        #expect(!hidden(bench).isEmpty)
        // The next sweep is refused too, the one behind it is not.
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(!hidden(bench).isEmpty)
        bench.cloud.world.with { $0.failures = [] }
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(hidden(bench) == [])
        #expect(bench.cloud.world.with { $0.openWork } == [])
        #expect(bench.cloud.world.with { $0.visibleObjects.count } == 2)
    }

    @Test func theSweeperDeletesWhatAFailedExportLeft() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(count: 7) } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        refuse("S3 DELETE", "AccessDenied", times: 99, in: bench)
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.state("orders") == "Failed")
        bench.cloud.world.with { $0.failures = [] }
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.objects.isEmpty })
    }

    /// The files of the dataset that was replaced are read by those who list the place: they must go in the end.
    @Test func theSweeperDeletesTheDatasetThatWasReplaced() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent())
        try await bench.finishStatements()
        try await bench.invoke(startEvent([#"{"table": "orders", "where": "true"}"#]))
        refuse("S3 DELETE", "AccessDenied", times: 99, in: bench)
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.strayObjects.filter { !$0.contains("/_unload/") }.count } == 2)
        bench.cloud.world.with { $0.failures = [] }
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
    }

    @Test func whatCannotBeDeletedForADayIsStuck() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent())
        refuse("S3 DELETE", "AccessDenied", times: 999, in: bench)
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.stuck == 0)
        bench.pass(.seconds(90_000))
        #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.stuck == 1)
        bench.cloud.world.with { $0.failures = [] }
        #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.stuck == 0)
        #expect(hidden(bench) == [])
    }
}
