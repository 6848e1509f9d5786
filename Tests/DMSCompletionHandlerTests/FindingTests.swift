import AWSDMS
import Testing

@testable import DMSCompletionHandler

@Suite struct FindingTests {
    private func finding(
        dms: Int64? = 1000,
        state: String = "Table completed",
        validation: String? = nil,
        source: Int64? = nil,
        target: Int64? = nil,
        files: TableCounts.Files? = nil,
        policy: ComparePolicy = ComparePolicy(),
        checksums: (String, String)? = nil,
        isFullLoadOnly: Bool = true
    ) -> TableFinding {
        let statistics = dms.map {
            TableStatistics(
                schema: "public",
                table: "t",
                state: state,
                fullLoadRows: $0,
                validationState: validation
            )
        }
        let name = TableName("public", "t")
        return TableFinding(
            ExpectedTable(source: name, target: name, statistics: statistics, filters: .success([])),
            policy: policy,
            counts: TableCounts(
                source: source.map { .success(.init(rows: $0, checksum: checksums?.0)) },
                target: target.map { .success(.init(rows: $0, checksum: checksums?.1)) },
                files: files
            ),
            isFullLoadOnly: isFullLoadOnly
        )
    }

    private func held(_ finding: TableFinding) -> String? {
        if case .held(let reason) = finding.verdict { reason } else { nil }
    }

    @Test func threeEqualCountsPass() {
        #expect(finding(source: 1000, target: 1000).verdict == .passed)
        #expect(finding(source: 1000).verdict == .passed)
        #expect(finding(target: 1000).verdict == .passed)
        #expect(finding().verdict == .passed)
    }

    @Test func aDifferenceOfAnyTwoIsNamedWithAllCounts() {
        #expect(
            held(finding(source: 1000, target: 997)) == "source 1000, DMS 1000, target 997 rows: a difference of 3"
        )
        #expect(held(finding(source: 1003)) == "source 1003, DMS 1000 rows: a difference of 3")
        // Rows that were there before the load: source and target alone would not see it.
        #expect(held(finding(dms: 0, source: 1000, target: 1000)) != nil)
    }

    @Test(arguments: [(1000, 990, true), (1000, 989, false), (1000, 1010, true), (100, 95, true), (100, 94, false)])
    func aToleranceIsTheLargerOfRowsAndPercent(source: Int64, target: Int64, passes: Bool) {
        let policy = ComparePolicy(comparison: .tolerance(absolute: 5, percent: 1))
        #expect((finding(dms: source, source: source, target: target, policy: policy).verdict == .passed) == passes)
    }

    @Test func anIgnoredTableIsNotJudged() {
        let policy = ComparePolicy(comparison: .ignore)
        #expect(finding(state: "Table error", policy: policy).verdict == .ignored)
        #expect(finding(dms: nil, policy: policy).verdict == .ignored)
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

    @Test func aTableThatDMSDoesNotKnowIsHeld() {
        #expect(held(finding(dms: nil)) == "the mappings select it, and DMS knows nothing of it")
    }

    @Test func aBrokenTableIsHeldWhateverTheCountsSay() {
        #expect(held(finding(state: "Table error", source: 1000, target: 1000)) == "DMS says: Table error")
        #expect(held(finding(validation: "Mismatched records", source: 1000, target: 1000)) != nil)
        #expect(finding(validation: "Pending records").verdict == .recheck("DMS's validation says: Pending records"))
    }

    @Test func otherKeysInAsManyRowsAreHeld() {
        let policy = ComparePolicy(checksum: .primaryKey)
        #expect(finding(source: 1000, target: 1000, policy: policy, checksums: ("1", "1")).verdict == .passed)
        #expect(held(finding(source: 1000, target: 1000, policy: policy, checksums: ("1", "2"))) != nil)
        #expect(held(finding(source: 1000, target: 1000, policy: policy)) != nil)
    }

    @Test func aTableThatIsNotThereIsHeldByItsSide() {
        let name = TableName("public", "t")
        let statistics = TableStatistics(schema: "public", table: "t", fullLoadRows: 5)
        let finding = TableFinding(
            ExpectedTable(
                source: name,
                target: TableName("public", "renamed"),
                statistics: statistics,
                filters: .success([])
            ),
            policy: ComparePolicy(),
            counts: TableCounts(source: .success(.init(rows: 5)), target: .failure(.missing)),
            isFullLoadOnly: true
        )
        #expect(held(finding) == "the target has no table public.renamed")
    }

    @Test(
        arguments: [
            (0, 0, 0, true, true), (2, 0, 100, true, true), (0, 0, 0, false, false), (2, 0, 0, false, false),
            (2, 1, 100, false, false),
        ] as [(Int, Int, Int64, Bool, Bool)]
    )
    func filesMustHoldWhatDMSCounted(count: Int, leftovers: Int, bytes: Int64, isEmptyTable: Bool, passes: Bool) {
        let files = TableCounts.Files(count: count, bytes: bytes, leftovers: leftovers, keys: [])
        #expect((finding(dms: isEmptyTable ? 0 : 1000, files: files).verdict == .passed) == passes)
    }

    @Test func filesOfEarlierChangesAreNoLeftoversToCDC() {
        let files = TableCounts.Files(count: 5, bytes: 100, leftovers: 3, keys: [])
        #expect(finding(files: files, isFullLoadOnly: false).verdict == .passed)
    }

    // MARK: - All tables together

    @Test func onePassedTableAndNothingHeldPasses() {
        let ignored = finding(policy: ComparePolicy(comparison: .ignore))
        #expect(MigrationVerdict([finding(), ignored], gate: .all, tablesErrored: 0) == .passed)
    }

    @Test func theGateDecidesWhatAHeldTableHolds() {
        let findings = [finding(), finding(source: 1)]
        #expect(MigrationVerdict(findings, gate: .all, tablesErrored: 0) == .held("1 of 2 tables are held"))
        #expect(MigrationVerdict(findings, gate: .table, tablesErrored: 0) == .partlyPassed("1 of 2 tables are held"))
        #expect(MigrationVerdict([findings[1]], gate: .table, tablesErrored: 0) == .held("1 of 1 tables are held"))
    }

    @Test func nothingLoadedIsNoSuccess() {
        #expect(MigrationVerdict([], gate: .all, tablesErrored: 0) == .held("not one table was loaded"))
        let ignored = finding(policy: ComparePolicy(comparison: .ignore))
        #expect(MigrationVerdict([ignored], gate: .table, tablesErrored: 0) == .held("not one table was loaded"))
    }

    @Test func errorsThatDMSCountsAndDoesNotShowAreNotOverlooked() {
        #expect(MigrationVerdict([finding()], gate: .table, tablesErrored: 1) != .passed)
        let broken = finding(state: "Table error", policy: ComparePolicy(comparison: .ignore))
        #expect(MigrationVerdict([finding(), broken], gate: .all, tablesErrored: 1) == .passed)
    }

    @Test func whatIsNotDecidedIsNeverASuccess() {
        let recheck = finding(validation: "Pending records")
        let unknown = finding(state: "Table is on fire")
        guard case .recheck(let reason) = MigrationVerdict([finding(), recheck], gate: .table, tablesErrored: 0) else {
            Issue.record("expected a recheck")
            return
        }
        #expect(reason.contains("public.t"))
        guard case .undecided = MigrationVerdict([finding(), recheck, unknown], gate: .all, tablesErrored: 0) else {
            Issue.record("expected undecided")
            return
        }
    }
}
