import AWSDMS
import Testing

@testable import DMSCompletionHandler

/// All tables of a migration together.
@Suite struct MigrationVerdictTests {
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
    ) -> TableJudgement {
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
        return TableJudgement(
            ExpectedTable(source: name, target: name, statistics: statistics, filters: .success([])),
            policy: policy,
            counts: TableCounts(
                source: source.map { .success(.init(rows: $0, checksum: checksums?.0)) },
                target: target.map { .success(.init(rows: $0, checksum: checksums?.1)) },
                files: files
            ),
            basis: RequiredEvidence(
                countsSource: source != nil,
                countsTarget: target != nil,
                listsFiles: files != nil,
                isFullLoadOnly: isFullLoadOnly
            )
        )
    }

    private func progress(errored: Int = 0, loaded: Int? = nil) -> ReplicationProgress {
        ReplicationProgress(tablesLoaded: loaded, tablesErrored: errored)
    }

    @Test func onePassedTableAndNothingQuarantinedPasses() {
        let ignored = finding(policy: ComparePolicy(comparison: .ignore))
        #expect(MigrationVerdict([finding(), ignored], policy: .all, progress: progress(errored: 0)) == .passed)
    }

    @Test func thePolicyDecidesWhatAQuarantinedTableHoldsBack() {
        let findings = [finding(), finding(source: 1)]
        #expect(
            MigrationVerdict(findings, policy: .all, progress: progress(errored: 0))
                == .quarantined("1 of 2 tables are quarantined")
        )
        #expect(
            MigrationVerdict(findings, policy: .table, progress: progress(errored: 0))
                == .partlyPassed("1 of 2 tables are quarantined")
        )
        #expect(
            MigrationVerdict([findings[1]], policy: .table, progress: progress(errored: 0))
                == .quarantined("1 of 1 tables are quarantined")
        )
    }

    @Test func nothingLoadedIsNoSuccess() {
        #expect(
            MigrationVerdict([], policy: .all, progress: progress(errored: 0))
                == .quarantined("not one table was loaded")
        )
        let ignored = finding(policy: ComparePolicy(comparison: .ignore))
        #expect(
            MigrationVerdict([ignored], policy: .table, progress: progress(errored: 0))
                == .quarantined("not one table was loaded")
        )
    }

    @Test func errorsThatDMSCountsAndDoesNotShowAreNotOverlooked() {
        #expect(MigrationVerdict([finding()], policy: .table, progress: progress(errored: 1)) != .passed)
        let broken = finding(state: "Table error", policy: ComparePolicy(comparison: .ignore))
        #expect(MigrationVerdict([finding(), broken], policy: .all, progress: progress(errored: 1)) == .passed)
    }

    @Test func whatIsNotDecidedIsNeverASuccess() {
        let recheck = finding(validation: "Pending records")
        let unknown = finding(state: "Table is on fire")
        guard
            case .recheck(let reason) = MigrationVerdict(
                [finding(), recheck],
                policy: .table,
                progress: progress(errored: 0)
            )
        else {
            Issue.record("expected a recheck")
            return
        }
        #expect(reason.contains("public.t"))
        guard
            case .undecided = MigrationVerdict(
                [finding(), recheck, unknown],
                policy: .all,
                progress: progress(errored: 0)
            )
        else {
            Issue.record("expected undecided")
            return
        }
    }

    @Test func tablesThatDMSLoadedAndDoesNotShowAreNotOverlooked() {
        #expect(
            MigrationVerdict([finding()], policy: .table, progress: progress(loaded: 5))
                == .quarantined("DMS counts 5 loaded tables, and only 1 of them show")
        )
        #expect(MigrationVerdict([finding()], policy: .all, progress: progress(loaded: 1)) == .passed)
    }
}
