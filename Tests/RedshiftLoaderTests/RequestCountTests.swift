import Testing
import UTCTime

@testable import RedshiftLoader

/// A load is paid for by its requests: each is time that somebody waits.
@Suite(.serialized) struct RequestCountTests {
    private static let plan = """
        window: {every: 15m, wait: 2m}
        sources:
          changes: {from: s3://example/changes/, format: csv, columns: {seq: varchar(35), id: bigint}, order: seq}
        tables:
          a.m: {source: changes, strategy: merge, unique_key: id}
        """

    /// A file comes by its event, its window opens, a sweep asks for the statement once, and the statement's event ends the load.
    @Test func aLoadThatRunsAMinuteMakesFewRequests() async throws {
        let bench = try LoaderBench(plan: Self.plan, eventBus: "bus")
        defer { bench.stop() }
        // The first load prepares the tables.
        try await bench.invoke(LoaderBench.load(1...1))
        try await bench.sweep()
        bench.world { $0.log = [] }

        try await bench.invoke(LoaderBench.arrival(2...2))
        let taken = requests(bench)
        bench.world { $0.now = $0.now.advanced(by: .seconds(1800)) }
        try await bench.invoke(#"{"sweep": true}"#)
        let submitted = requests(bench)
        bench.world { $0.now = $0.now.advanced(by: .seconds(61)) }
        try await bench.invoke(#"{"sweep": true}"#)
        let asked = requests(bench)
        try await bench.finish()
        let ended = requests(bench)
        #expect(bench.statuses == ["Loaded", "Loaded"])

        print("requests of a load: taken in \(taken), submitted \(submitted), asked \(asked), ended \(ended)")
        let all = [taken, submitted, asked, ended].flatMap { $0 }
        let data = ["BatchExecuteStatement", "DescribeStatement", "GetStatementResult"]
        // Submitted once, asked for by the sweep and by the event; the number of rows is asked for, because CSV does not say it.
        #expect(
            all.filter { data.contains($0) } == [
                "BatchExecuteStatement", "DescribeStatement", "DescribeStatement", "GetStatementResult",
            ]
        )
        #expect(all.filter { $0.hasPrefix("S3") } == ["S3 HEAD", "S3 PUT", "S3 HEAD"])
        // But for the queries of the sweeps, which are made in any case.
        #expect(all.count { $0 != "Query" } <= 34)
    }

    private func requests(_ bench: LoaderBench) -> [String] {
        bench.world { world in
            defer { world.log = [] }
            return world.log
        }
    }
}
