import TestSupport
import Testing

@testable import RedshiftLoader

@Suite(.serialized) struct QuarantineTests {
    private func refused(_ number: Int) -> [JSON] {
        [
            ["stringValue": .string("s3://example/changes/\(number).csv")], ["longValue": .number(7)],
            ["stringValue": "id"], ["longValue": .number(1207)], ["stringValue": "Invalid digit"],
        ].map { JSON.object($0) }
    }

    @Test func aBadFileIsQuarantinedAndTheOthersAreLoaded() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { world in
            world.faults = [("COPY ", "ERROR: Load into table '#stage' failed.", 1)]
            world.loadErrors = [refused(2)]
        }
        try await bench.invoke(LoaderBench.load(1...3, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["PartlyLoaded"])
        #expect(bench.world { $0.loaded.keys.sorted() }.map { $0.suffix(8) } == ["1.csv e1", "3.csv e3"])
        let id = bench.loadIDs[0]
        let load = try await bench.invoke(#"{"status": "\#(id)"}"#)["load"]
        let bad = load?["quarantined"]?.array?.first
        #expect(bad?["uri"] == .string("s3://example/changes/2.csv"))
        #expect(bad?["line"] == .number(7))
        #expect(bad?["column"] == .string("id"))
        #expect(
            load?["message"]?.string?.hasPrefix("1 of 3 files are quarantined: s3://example/changes/2.csv, line 7")
                == true
        )

        // It was mended: the retry loads that file alone, as it is now.
        try await bench.invoke(#"{"retry": "\#(id)"}"#)
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
        #expect(bench.world { $0.loaded.count } == 3)
        #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } })
    }

    @Test func aLoadWithoutAGoodFileIsRejected() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { world in
            world.faults = [("COPY ", "ERROR: Load into table '#stage' failed.", 2)]
            world.loadErrors = [refused(1), refused(2)]
        }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Rejected"])
        #expect(bench.world { $0.loaded.isEmpty })
    }

    @Test func aSourceOfBadFilesIsNotTriedForEver() async throws {
        let bench = try LoaderBench(
            plan: LoaderBench.plan.replacing("max_files: 3", with: "max_files: 50")
        )
        defer { bench.stop() }
        bench.world { world in
            world.faults = [("COPY ", "ERROR: Load into table '#stage' failed.", 100)]
            world.loadErrors = (1...11).map { refused($0) }
        }
        try await bench.invoke(LoaderBench.load(1...30, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Rejected"])
        #expect(bench.world { world in world.faults[0].times } == 99)
    }

    @Test func aPlanMayRejectTheWholeLoad() async throws {
        let bench = try LoaderBench(plan: "on_bad_file: reject\n" + LoaderBench.plan)
        defer { bench.stop() }
        bench.world { world in
            world.faults = [("COPY ", "ERROR: Load into table '#stage' failed.", 1)]
            world.loadErrors = [refused(2)]
        }
        try await bench.invoke(LoaderBench.load(1...3, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Rejected"])
        #expect(bench.world { $0.loaded.isEmpty })
    }
}

extension String {
    fileprivate func replacing(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
