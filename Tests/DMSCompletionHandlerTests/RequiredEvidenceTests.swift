import AWSDMS
import Testing

@testable import DMSCompletionHandler

/// Sides that are configured as counted.
@Suite struct RequiredEvidenceTests {
    private func quarantined(_ finding: TableJudgement) -> String? {
        if case .quarantined(let reason) = finding.verdict { reason } else { nil }
    }

    private func uncertain(_ policy: ComparePolicy = ComparePolicy(), source: Int64? = nil) -> TableJudgement {
        let name = TableName("public", "customers")
        let statistics = TableStatistics(schema: "public", table: "customers", fullLoadRows: 7)
        return TableJudgement(
            ExpectedTable(
                source: name,
                target: name,
                statistics: statistics,
                filters: .failure(MappingError("several selection rules have filters for public.customers"))
            ),
            policy: policy,
            counts: TableCounts(source: source.map { .success(.init(rows: $0)) }),
            basis: RequiredEvidence(countsSource: true)
        )
    }

    @Test func aTableWhoseFiltersAreUncertainNeverPassesUncounted() {
        #expect(quarantined(uncertain())?.contains("several selection rules") == true)
        #expect(quarantined(uncertain(source: 7)) != nil)
        #expect(uncertain(ComparePolicy(comparison: .trustDMS)).verdict == .passed)
    }

    @Test(arguments: [(true, false), (false, true), (true, true)])
    func aSideThatIsToBeCountedAndIsNotNeverPasses(source: Bool, target: Bool) {
        let name = TableName("public", "t")
        let finding = TableJudgement(
            ExpectedTable(
                source: name,
                target: name,
                statistics: TableStatistics(schema: "public", table: "t", fullLoadRows: 7),
                filters: .success([])
            ),
            policy: ComparePolicy(comparison: .tolerance(rows: 100, percent: 100)),
            counts: TableCounts(),
            basis: RequiredEvidence(countsSource: source, countsTarget: target)
        )
        #expect(quarantined(finding)?.contains("was to be counted, and there is no count of it") == true)
    }

    @Test(
        arguments: [
            (Int64(7), true), (6, false), (nil, false),
        ] as [(Int64?, Bool)]
    )
    func footersAreEvidenceOfFiles(rows: Int64?, passes: Bool) {
        let name = TableName("public", "t")
        let files = TableCounts.Files(
            files: [.init(key: "LOAD1.parquet", bytes: 9)],
            leftovers: 0,
            rows: rows.map { .success($0) }
        )
        let finding = TableJudgement(
            ExpectedTable(
                source: name,
                target: name,
                statistics: TableStatistics(schema: "public", table: "t", fullLoadRows: 7),
                filters: .success([])
            ),
            policy: ComparePolicy(),
            counts: TableCounts(files: files),
            basis: RequiredEvidence(listsFiles: true, countsFiles: true)
        )
        #expect((finding.verdict == .passed) == passes)
    }

    @Test func filesThatWereToBeListedAndWereNotNeverPass() {
        let name = TableName("public", "t")
        let finding = TableJudgement(
            ExpectedTable(
                source: name,
                target: name,
                statistics: TableStatistics(schema: "public", table: "t", fullLoadRows: 7),
                filters: .success([])
            ),
            policy: ComparePolicy(),
            counts: TableCounts(),
            basis: RequiredEvidence(listsFiles: true)
        )
        #expect(quarantined(finding) != nil)
    }

    private func following(source: Int64?, target: Int64?, _ policy: ComparePolicy = ComparePolicy()) -> TableJudgement
    {
        let name = TableName("public", "t")
        return TableJudgement(
            ExpectedTable(
                source: name,
                target: name,
                statistics: TableStatistics(schema: "public", table: "t", inserts: 3),
                filters: .success([])
            ),
            policy: policy,
            counts: TableCounts(
                source: source.map { .success(.init(rows: $0)) },
                target: target.map { .success(.init(rows: $0)) }
            ),
            basis: RequiredEvidence(
                countsSource: source != nil,
                countsTarget: target != nil,
                isFullLoadOnly: false,
                loadsRows: false
            )
        )
    }

    @Test func aTaskThatLoadsNoRowsIsComparedBySourceAndTarget() {
        #expect(following(source: 1000, target: 1000).verdict == .passed)
        #expect(quarantined(following(source: 1000, target: 997)) == "source 1000, target 997 rows: a difference of 3")
        // One count has nothing to be compared with.
        #expect(quarantined(following(source: 1000, target: nil))?.contains("nothing to be compared with") == true)
        #expect(following(source: 1000, target: nil, ComparePolicy(comparison: .trustDMS)).verdict == .passed)
        #expect(following(source: nil, target: nil).verdict == .passed)
    }
}
