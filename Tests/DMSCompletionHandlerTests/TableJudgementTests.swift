import AWSDMS
import Testing

@testable import DMSCompletionHandler

@Suite struct TableJudgementTests {
    private func quarantined(_ finding: TableJudgement) -> String? {
        if case .quarantined(let reason) = finding.verdict { reason } else { nil }
    }

    @Test func threeEqualCountsPass() {
        #expect(TableJudgement.made(source: 1000, target: 1000).verdict == .passed)
        #expect(TableJudgement.made(source: 1000).verdict == .passed)
        #expect(TableJudgement.made(target: 1000).verdict == .passed)
        #expect(TableJudgement.made().verdict == .passed)
    }

    @Test func aDifferenceOfAnyTwoIsNamedWithAllCounts() {
        #expect(
            quarantined(TableJudgement.made(source: 1000, target: 997))
                == "source 1000, DMS 1000, target 997 rows: a difference of 3"
        )
        #expect(quarantined(TableJudgement.made(source: 1003)) == "source 1003, DMS 1000 rows: a difference of 3")
        // Rows that were there before the load: source and target alone would not see it.
        #expect(quarantined(TableJudgement.made(dms: 0, source: 1000, target: 1000)) != nil)
    }

    @Test(arguments: [(1000, 990, true), (1000, 989, false), (1000, 1010, true), (100, 95, true), (100, 94, false)])
    func aToleranceIsTheLargerOfRowsAndPercent(source: Int64, target: Int64, passes: Bool) {
        let policy = ComparePolicy(comparison: .tolerance(rows: 5, percent: 1))
        #expect(
            (TableJudgement.made(dms: source, source: source, target: target, policy: policy).verdict == .passed)
                == passes
        )
    }

    @Test func anIgnoredTableIsNotJudged() {
        let policy = ComparePolicy(comparison: .ignore)
        #expect(TableJudgement.made(state: "Table error", policy: policy).verdict == .ignored)
        #expect(TableJudgement.made(dms: nil, policy: policy).verdict == .ignored)
    }

    @Test func insertsAndDeletesCount() {
        let statistics = TableStatistics(
            schema: "s",
            table: "t",
            fullLoadRows: 100,
            inserts: 10,
            updates: 50,
            deletes: 3
        )
        #expect(statistics.rows == 107)
        #expect(TableStatistics(schema: "s", table: "t", fullLoadRows: .max, inserts: .max).rows != 0)
    }

    @Test func aTableThatDMSDoesNotKnowIsQuarantined() {
        #expect(quarantined(TableJudgement.made(dms: nil)) == "the mappings select it, and DMS knows nothing of it")
    }

    @Test func aBrokenTableIsQuarantinedWhateverTheCountsSay() {
        #expect(
            quarantined(TableJudgement.made(state: "Table error", source: 1000, target: 1000))
                == "DMS says: Table error"
        )
        #expect(quarantined(TableJudgement.made(validation: "Mismatched records", source: 1000, target: 1000)) != nil)
        #expect(
            TableJudgement.made(validation: "Pending records").verdict
                == .recheck("DMS's validation says: Pending records")
        )
    }

    @Test func otherKeysInAsManyRowsAreQuarantined() {
        let policy = ComparePolicy(checksum: .primaryKey)
        #expect(
            TableJudgement.made(source: 1000, target: 1000, policy: policy, checksums: ("1", "1")).verdict == .passed
        )
        #expect(
            quarantined(TableJudgement.made(source: 1000, target: 1000, policy: policy, checksums: ("1", "2"))) != nil
        )
        #expect(quarantined(TableJudgement.made(source: 1000, target: 1000, policy: policy)) != nil)
    }

    @Test func aTableThatIsNotThereIsQuarantinedByItsSide() {
        let name = TableName("public", "t")
        let statistics = TableStatistics(schema: "public", table: "t", fullLoadRows: 5)
        let finding = TableJudgement(
            ExpectedTable(
                source: name,
                target: TableName("public", "renamed"),
                statistics: statistics,
                filters: .success([])
            ),
            policy: ComparePolicy(),
            counts: TableCounts(source: .success(.init(rows: 5)), target: .failure(.missing)),
            basis: RequiredEvidence(countsSource: true, countsTarget: true)
        )
        #expect(quarantined(finding) == "the target has no table public.renamed")
    }

    @Test(
        arguments: [
            (0, 0, 0, true, true), (2, 0, 100, true, true), (0, 0, 0, false, false), (2, 0, 0, false, false),
            (2, 1, 100, false, false),
        ] as [(Int, Int, Int64, Bool, Bool)]
    )
    func filesMustHoldWhatDMSCounted(count: Int, leftovers: Int, bytes: Int64, isEmptyTable: Bool, passes: Bool) {
        let files = TableCounts.Files(
            files: (0..<count).map { .init(key: "k\($0)", bytes: bytes / Int64(count)) },
            leftovers: leftovers
        )
        #expect((TableJudgement.made(dms: isEmptyTable ? 0 : 1000, files: files).verdict == .passed) == passes)
    }

    @Test func filesOfEarlierChangesAreNoLeftoversToCDC() {
        let files = TableCounts.Files(files: [.init(key: "k", bytes: 100)], leftovers: 3)
        #expect(TableJudgement.made(files: files, isFullLoadOnly: false).verdict == .passed)
    }

    @Test(arguments: [("Validated", true), ("Not enabled", false), ("No primary key", false), ("", false)])
    func trustInValidationNeedsAValidation(state: String, passes: Bool) {
        let policy = ComparePolicy(comparison: .trustValidation)
        #expect((TableJudgement.made(validation: state, policy: policy).verdict == .passed) == passes)
    }
}
