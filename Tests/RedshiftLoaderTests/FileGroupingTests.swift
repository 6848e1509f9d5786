import AWSS3
import RedshiftSQL
import Testing

@testable import RedshiftLoader

@Suite struct FileGroupingTests {
    private let base = S3Location(bucket: "example-manifests", key: "loads/")

    private func planner(_ window: String = "") throws -> (planner: FileGrouping, table: PlannedTable) {
        let read = try readPlan(plan("a.b: {source: changes, strategy: append}", checks: window))
        return (FileGrouping(plan: read, manifestBase: base), try #require(read.table("a.b")))
    }

    private func file(_ key: String, bytes: Int64 = 1, columns: [String]? = nil) -> PendingFile {
        PendingFile(location: S3Location(bucket: "example", key: key), eTag: "e", bytes: bytes, columns: columns)
    }

    @Test func filesThatComeTogetherAreLoadedTogether() throws {
        let (planner, table) = try planner()
        let loads = try planner.loads(of: (0..<500).map { file("changes/\($0)") }, into: table, id: "x")
        #expect(loads.map(\.files.count) == [500])
        #expect(loads.first?.id == "x-1")
        #expect(loads.first?.copies.first?.manifest.description == "s3://example-manifests/loads/a.b/x-1.json")
    }

    @Test func theWindowsLimitsEndALoad() throws {
        let (planner, table) = try planner("window: {max_files: 3, max_bytes: 10 B}")
        let counts = try planner.loads(of: (0..<7).map { file("changes/\($0)") }, into: table, id: "x").map(
            \.files.count
        )
        #expect(counts == [3, 3, 1])
        let sizes: [Int64] = [6, 5, 5, 100, 1]
        let batches = planner.batches(sizes.enumerated().map { file("changes/\($0)", bytes: $1) }, table)
        #expect(batches.map { $0.map(\.bytes) } == [[6], [5, 5], [100], [1]])
        #expect(planner.batches([file("changes/a", bytes: .max), file("changes/b", bytes: .max)], table).count == 2)
    }

    @Test func longNamesEndALoadBeforeItsStatementIsTooLong() throws {
        let (planner, table) = try planner()
        let key = String(repeating: "'", count: 900)
        let loads = try planner.loads(of: (0..<200).map { file("changes/\(key)\($0)") }, into: table, id: "x")
        #expect(loads.count > 1)
        for load in loads { #expect(throws: Never.self) { try load.statements() } }
    }

    @Test func filesOfAnotherLayoutHaveACopyOfTheirOwn() throws {
        let (planner, table) = try planner()
        let files = [
            file("changes/a", columns: ["id", "NAME"]), file("changes/b", columns: ["name", "id"]),
            file("changes/c", columns: ["id", "NAME"]),
        ]
        let load = try #require(try planner.loads(of: files, into: table, id: "x").first)
        #expect(load.copies.map { $0.columns?.map(\.name.name) } == [["id", "name"], ["name", "id"]])
        #expect(load.copies.map(\.files.count) == [2, 1])
        #expect(load.copies.map(\.manifest.key) == ["loads/a.b/x-1-1.json", "loads/a.b/x-1-2.json"])
    }

    @Test func aColumnThatThePlanLacksIsNamed() throws {
        let (planner, table) = try planner()
        let problem = #expect(throws: SQLProblem.self) {
            try planner.loads(of: [file("changes/a", columns: ["id", "surprise"])], into: table, id: "x")
        }
        #expect(problem?.description.contains("surprise is not in the plan") == true)
    }
}
