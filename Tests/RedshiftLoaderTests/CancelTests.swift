import TestSupport
import Testing

@testable import RedshiftLoader

/// A load that ended as `Cancelled` has changed nothing.
@Suite(.serialized) struct CancelTests {
    /// The invocation died after Redshift took the batch and before it knew so: the batch runs, and nobody has its id.
    @Test(arguments: [true, false]) func aBatchThatNobodyKnowsOfIsFoundAndCancelled(isStillRunning: Bool) async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...1, table: "b.other"))
        try await bench.sweep()
        let writes = bench.world { world -> Int in
            world.log = []
            return world.writes
        }
        // The same load of another file dies at its submission.
        for call in 1...30 {
            let world = bench.world { $0 }
            bench.world { $0.killAt = (writes + call, true) }
            _ = try? await bench.invoke(LoaderBench.load(2...2, table: "b.other"))
            bench.world { ($0.isDead, $0.killAt) = (false, nil) }
            if bench.world({ $0.log.last == "BatchExecuteStatement" }) { break }
            bench.world { $0 = world }
        }
        let running = bench.world { $0.statements.count { $0.status == "STARTED" } }
        #expect(running == 1)
        if !isStillRunning { bench.world { FakeWarehouse.end($0.statements.count - 1, &$0) } }

        let id = try #require(bench.loadIDs.first { isOpen($0, bench) })
        try await bench.invoke(#"{"cancel": "\#(id)"}"#)
        try await bench.finish()
        try await bench.sweep()
        #expect(bench.statuses == (isStillRunning ? ["Cancelled", "Loaded"] : ["Loaded", "Loaded"]))
        #expect(bench.world { $0.loaded.count } == (isStillRunning ? 1 : 2))
    }

    private func isOpen(_ id: String, _ bench: LoaderBench) -> Bool {
        bench.world { world in
            world.database.all.contains {
                $0["pk"]?["S"]?.string == "load#\(id)" && $0["status"]?["S"]?.string != "Loaded"
            }
        }
    }
}
