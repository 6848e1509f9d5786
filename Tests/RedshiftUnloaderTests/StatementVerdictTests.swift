import AWSRedshiftData
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct StatementVerdictTests {
    private func statement(_ status: RedshiftDataStatement.Status, error: String? = nil) -> RedshiftDataStatement {
        RedshiftDataStatement(
            id: "i",
            status: status,
            error: error,
            duration: nil,
            queryID: nil,
            updatedAt: nil,
            parts: []
        )
    }

    private func verdict(
        _ statement: RedshiftDataStatement,
        _ phase: ExportRecord.Phase = .submitted,
        stopping: ExportOutcome? = nil,
        after seconds: Int = 0
    ) -> StatementVerdict {
        var subject = sampleExport("a", phase)
        subject.stopping = stopping
        return StatementVerdict(statement, of: subject, now: sampleTime.advanced(by: .seconds(seconds)))
    }

    @Test func everyStatusHasOne() {
        #expect(verdict(statement(.running)) == .wait)
        #expect(verdict(statement(.finished)) == .verify)
        #expect(verdict(statement(.failed, error: "E")) == .over(.failed, message: "E"))
        #expect(verdict(statement(.failed)) == .over(.failed, message: "Redshift gives no reason"))
        guard case .over(.failed, let message) = verdict(statement(.aborted, error: "by a rule")) else {
            return #expect(Bool(false))
        }
        #expect(message?.contains("aborted at the database") == true)
        #expect(message?.hasSuffix("by a rule") == true)
    }

    @Test func whatIsToStopIsCancelledAgainAndAgainAndThenGivenUp() {
        #expect(verdict(statement(.running), .stopping, stopping: .timedOut, after: 899) == .cancel)
        guard case .over(.timedOut, _) = verdict(statement(.running), .stopping, stopping: .timedOut, after: 900) else {
            return #expect(Bool(false))
        }
        guard case .over(.timedOut, let message) = verdict(statement(.aborted), .stopping, stopping: .timedOut) else {
            return #expect(Bool(false))
        }
        #expect(message?.contains("60 minutes") == true)
        #expect(verdict(statement(.finished), .stopping, stopping: .cancelled) == .verify)
    }

    /// Issue 11.15: Redshift's words for the ends that somebody else brought about, and for ours.
    @Test(arguments: [
        (
            RedshiftDataStatement.Status.aborted,
            "Query (42) cancelled by WLM abort action of Query Monitoring Rule \"slow\"."
        ),
        (.failed, "ERROR: Query (42) cancelled by WLM abort action of Query Monitoring Rule \"slow\"."),
        (.failed, "ERROR: Query (42) cancelled on user's request"), (.aborted, ""),
        (.failed, "ERROR: 57014: query canceled by administrator"),
        (.failed, "FATAL: terminating connection due to administrator command"),
    ])
    func aCancellationIsOursOnlyWhenItWasRequestedHere(status: RedshiftDataStatement.Status, message: String) {
        guard case .over(.failed, let text) = verdict(statement(status, error: message)) else {
            Issue.record("\(message) is not a failure")
            return
        }
        #expect(text?.contains(message) == true)
    }

    @Test(arguments: [ExportOutcome.cancelled, .timedOut]) func aCancelledStatementMayBeReportedAsFailed(
        reason: ExportOutcome
    ) {
        let ended = statement(.failed, error: "ERROR: Query (42) cancelled on user's request")
        guard case .over(reason, _) = verdict(ended, .stopping, stopping: reason) else {
            Issue.record("it is no \(reason)")
            return
        }
        // Another failure, before the cancellation reached it, is its own.
        #expect(
            verdict(statement(.failed, error: "disk full"), .stopping, stopping: reason)
                == .over(.failed, message: "disk full")
        )
    }
}
