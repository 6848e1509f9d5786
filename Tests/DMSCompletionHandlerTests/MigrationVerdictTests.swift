import AWSDMS
import Testing

@testable import DMSCompletionHandler

/// All tables of a migration together.
@Suite struct MigrationVerdictTests {
    private func progress(errored: Int = 0, loaded: Int? = nil) -> ReplicationProgress {
        ReplicationProgress(tablesLoaded: loaded, tablesErrored: errored)
    }

    @Test func onePassedTableAndNothingQuarantinedPasses() {
        let ignored = TableJudgement.made(policy: ComparePolicy(comparison: .ignore))
        #expect(
            MigrationVerdict([TableJudgement.made(), ignored], policy: .all, progress: progress(errored: 0)) == .passed
        )
    }

    @Test func thePolicyDecidesWhatAQuarantinedTableHoldsBack() {
        let findings = [TableJudgement.made(), TableJudgement.made(source: 1)]
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
        let ignored = TableJudgement.made(policy: ComparePolicy(comparison: .ignore))
        #expect(
            MigrationVerdict([ignored], policy: .table, progress: progress(errored: 0))
                == .quarantined("not one table was loaded")
        )
    }

    @Test func errorsThatDMSCountsAndDoesNotShowAreNotOverlooked() {
        #expect(MigrationVerdict([TableJudgement.made()], policy: .table, progress: progress(errored: 1)) != .passed)
        let broken = TableJudgement.made(state: "Table error", policy: ComparePolicy(comparison: .ignore))
        #expect(
            MigrationVerdict([TableJudgement.made(), broken], policy: .all, progress: progress(errored: 1)) == .passed
        )
    }

    @Test func whatIsNotDecidedIsNeverASuccess() {
        let recheck = TableJudgement.made(validation: "Pending records")
        let unknown = TableJudgement.made(state: "Table is on fire")
        guard
            case .recheck(let reason) = MigrationVerdict(
                [TableJudgement.made(), recheck],
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
                [TableJudgement.made(), recheck, unknown],
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
            MigrationVerdict([TableJudgement.made()], policy: .table, progress: progress(loaded: 5))
                == .quarantined("DMS counts 5 loaded tables, and only 1 of them show")
        )
        #expect(MigrationVerdict([TableJudgement.made()], policy: .all, progress: progress(loaded: 1)) == .passed)
    }
}
