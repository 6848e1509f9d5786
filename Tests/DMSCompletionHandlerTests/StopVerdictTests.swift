import AWSDMS
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// One line for each row of the verdict table.
@Suite struct StopVerdictTests {
    static let stopped = UTCTime(iso8601: "2026-11-21T02:00:00Z")

    static func task(
        _ status: String = "stopped",
        _ reason: String? = "Stop Reason FULL_LOAD_ONLY_FINISHED",
        type: TaskState.MigrationType? = .fullLoad,
        percent: Int? = 100,
        failure: String? = nil,
        stopDate: UTCTime? = stopped
    ) -> TaskState {
        TaskState(
            kind: .task,
            arn: "arn:aws:dms:us-east-1:123456789012:task:EXAMPLE",
            identifier: "example",
            type: type,
            status: status,
            stopReason: reason.flatMap(StopReason.init(text:)),
            failure: failure,
            progress: ReplicationProgress(fullLoadPercent: percent, stopDate: stopDate)
        )
    }

    private func verdict(_ task: TaskState, accepting: Set<StopReason> = []) -> StopVerdict {
        StopVerdict(task, accepted: accepting)
    }

    @Test(arguments: [
        ("FULL_LOAD_ONLY_FINISHED", "candidate"), ("NORMAL", "candidate"),
        ("STOPPED_AFTER_FULL_LOAD", "planned"), ("STOPPED_AFTER_CACHED_EVENTS", "planned"),
        ("STOPPED_AT_SERVER_TIME", "planned"), ("STOPPED_AT_COMMIT_TIME", "planned"),
        ("STOPPED_AFTER_DDL_APPLY", "planned"),
        ("RECOVERABLE_ERROR", "recheck"), ("RECONFIGURATION_RESTART", "recheck"), ("RECYCLE_TASK", "recheck"),
        ("FATAL_ERROR", "failed"), ("STOPPED_DUE_TO_LOW_MEMORY", "failed"), ("STOPPED_DUE_TO_LOW_DISK", "failed"),
        ("EXPRESS_LICENSE_LIMITS_REACHED", "failed"),
        ("SOMETHING_NEW", "undecided"),
    ])
    func everyStopReasonHasItsVerdict(reason: String, expected: String) {
        #expect(name(verdict(Self.task("stopped", "Stop Reason \(reason)"))) == expected)
        // As DMS also writes it, and as a person would.
        #expect(name(verdict(Self.task("stopped", "Stop Reason \(reason) Error Level RECOVERABLE"))) == expected)
        #expect(name(verdict(Self.task("stopped", reason))) == expected)
    }

    @Test(arguments: [
        ("stopped", "candidate"), ("deprovisioned", "candidate"), ("failed", "failed"), ("running", "running"),
        ("starting", "running"),
        ("replication-starting", "running"), ("initialising", "running"), ("calculating-capacity", "running"),
        ("provisioning-capacity", "running"), ("stopping", "recheck"), ("modifying", "recheck"), ("moving", "recheck"),
        ("testing", "recheck"), ("ready", "noStop"), ("creating", "noStop"), ("created", "noStop"),
        ("deleting", "noStop"), ("failed-move", "undecided"), ("", "undecided"), ("levitating", "undecided"),
    ])
    func everyStatusHasItsVerdict(status: String, expected: String) {
        #expect(name(verdict(Self.task(status))) == expected)
    }

    @Test(arguments: StopReason.planned)
    func aPlannedStopIsAnEndWhereTheConfigurationSaysSo(reason: StopReason) {
        let task = Self.task("stopped", reason.name, type: .fullLoadAndCDC)
        #expect(verdict(task, accepting: [reason]) == .candidate)
        #expect(verdict(task, accepting: Set(StopReason.planned).subtracting([reason])) == .planned(reason))
    }

    @Test func normalIsAnEndOnlyOfAFullLoadThatIsComplete() {
        #expect(verdict(Self.task("stopped", "NORMAL", percent: 100)) == .candidate)
        #expect(verdict(Self.task("stopped", "NORMAL", percent: 43)) == .failed("stopped at 43 % of the full load"))
        #expect(name(verdict(Self.task("stopped", "NORMAL", percent: nil))) == "recheck")
        #expect(verdict(Self.task("stopped", "NORMAL", type: .cdc)) == .planned(.normal))
        #expect(verdict(Self.task("stopped", "NORMAL", type: .fullLoadAndCDC)) == .planned(.normal))
        #expect(name(verdict(Self.task("stopped", "NORMAL", type: nil))) == "undecided")
    }

    @Test(arguments: [
        (
            "Last Error Task error notification received from subtask 0 Stop Reason FATAL_ERROR Error Level FATAL",
            "FATAL_ERROR"
        ),
        (
            "Last Error  Replication task out of memory. Stop Reason: STOPPED_DUE_TO_LOW_MEMORY",
            "STOPPED_DUE_TO_LOW_MEMORY"
        ),
        (
            "Stop Reason FULL_LOAD_ONLY_FINISHED; Stop Reason RECOVERABLE_ERROR Error Level RECOVERABLE",
            "RECOVERABLE_ERROR"
        ),
        ("Last Error Fatal error has occurred Error Level FATAL", "FATAL_ERROR"),
        ("Last Error [1020401] FATAL_ERROR", "FATAL_ERROR"), ("normal", "NORMAL"), ("stop reason normal", "NORMAL"),
        ("Stop Reason BRAND_NEW Error Level FATAL", "FATAL_ERROR"), ("Stop Reason BRAND_NEW after NORMAL", "BRAND_NEW"),
        ("Last Error nobody knows", "Last Error nobody knows"),
        (
            "Last Error Task 'T' was suspended after 9 successive recovery failures Stop Reason FATAL_ERROR Error Level FATAL",
            "FATAL_ERROR"
        ),
        (
            "Last Error Stream component failed at subtask 0, component st_0_A [reptask/replicationtask.c:2880] [1020102] Stop Reason FATAL_ERROR Error Level FATAL",
            "FATAL_ERROR"
        ),
        ("Stop Reason NORMAL Error Level FATAL", "FATAL_ERROR"),
        ("Stop Reason FULL_LOAD_ONLY_FINISHED Error Level FATAL", "FATAL_ERROR"),
        ("Stop Reason STOPPED_AFTER_CACHED_EVENTS Error Level FATAL", "FATAL_ERROR"),
        ("Stop Reason STOPPED_DUE_TO_LOW_DISK Error Level FATAL", "STOPPED_DUE_TO_LOW_DISK"),
        ("Stop Reason RECYCLE_TASK Error Level RECOVERABLE", "RECYCLE_TASK"),
        ("StopReason=RECYCLE_TASK", "RECYCLE_TASK"),
        ("Stop\u{A0}Reason\nRECOVERABLE_ERROR\r\nError Level RECOVERABLE", "RECOVERABLE_ERROR"),
        ("STOP REASON: full_load_only_finished", "FULL_LOAD_ONLY_FINISHED"),
        ("Error Level RECOVERABLE", "RECOVERABLE_ERROR"),
        ("Last Error the reason to stop was FATAL", "Last Error the reason to stop was FATAL"),
        ("Stop Reason", "Stop Reason"), ("\"NORMAL\"", "NORMAL"),
    ])
    func aReasonIsFoundInFreeText(text: String, name: String) {
        #expect(StopReason(text: text)?.name == name)
    }

    @Test func aStopDateThatIsOlderThanTheStartIsThatOfTheRunBefore() {
        var task = Self.task()
        task.progress.startDate = Self.stopped?.advanced(by: .seconds(60))
        #expect(name(verdict(task)) == "recheck")
        task.status = "failed"
        #expect(name(verdict(task)) == "failed")
    }

    @Test func aStopThatTheAPIShowsByHalvesIsRechecked() {
        #expect(name(verdict(Self.task(stopDate: nil))) == "recheck")
        #expect(name(verdict(Self.task("stopped", nil))) == "recheck")
    }

    @Test func aFailureSaysWhatDMSSays() {
        let task = Self.task("failed", nil, failure: "Last Error: the target is full")
        #expect(verdict(task) == .failed("the task failed: Last Error: the target is full"))
    }

    @Test func theServerlessAPIsSpellingIsTheSame() {
        #expect(TaskState.normalized("Replication_Starting") == "replication-starting")
        #expect(TaskState.normalized("fetching metadata") == "fetching-metadata")
        #expect(TaskState.normalized(nil) == "")
    }

    private func name(_ verdict: StopVerdict) -> String {
        switch verdict {
        case .candidate: "candidate"
        case .failed: "failed"
        case .planned: "planned"
        case .running: "running"
        case .noStop: "noStop"
        case .recheck: "recheck"
        case .undecided: "undecided"
        }
    }
}
