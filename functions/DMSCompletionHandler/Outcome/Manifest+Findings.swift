import AWSDMS
import AWSDataSync
import UTCTime

extension Manifest.Task {
    init(_ task: TaskState) {
        self.init(
            arn: task.arn,
            kind: task.kind.rawValue,
            identifier: task.identifier,
            type: task.type?.rawValue,
            status: task.status,
            stopReason: task.stopReason?.name,
            startedAt: task.startDate?.rfc3339,
            stoppedAt: task.stopDate?.rfc3339,
            seconds: Self.seconds(from: task.startDate, to: task.stopDate)
        )
    }

    init(_ execution: TaskExecution, identifier: String) {
        self.init(
            arn: execution.arn,
            kind: "datasync",
            identifier: identifier,
            status: execution.status ?? "",
            startedAt: execution.startTime?.rfc3339,
            stoppedAt: execution.endTime?.rfc3339,
            seconds: execution.result?.TotalDuration.map { Double($0) / 1000 }
                ?? Self.seconds(from: execution.startTime, to: execution.endTime)
        )
    }

    fileprivate static func seconds(from start: UTCTime?, to end: UTCTime?) -> Double? {
        guard let start, let end, end >= start else { return nil }
        return end.duration(since: start) / .seconds(1)
    }
}

extension Manifest.Table {
    init(_ finding: TableFinding) {
        let (verdict, reason): (String, String) =
            switch finding.verdict {
            case .passed: ("passed", "")
            case .ignored: ("ignored", "")
            case .held(let reason), .recheck(let reason), .undecided(let reason): ("held", reason)
            }
        let statistics = finding.expected.statistics
        let source = try? finding.counts.source?.get()
        let target = try? finding.counts.target?.get()
        let hasChecksum = source?.checksum != nil || target?.checksum != nil
        self.init(
            table: finding.expected.source.description,
            target: finding.expected.target.description,
            verdict: verdict,
            reason: reason,
            policy: finding.policy.name,
            rows: Rows(source: source?.rows, dms: statistics?.rows, target: target?.rows),
            dms: statistics.map {
                Statistics(
                    state: $0.state,
                    validation: $0.validationState,
                    fullLoadRows: $0.fullLoadRows,
                    inserts: $0.inserts,
                    updates: $0.updates,
                    deletes: $0.deletes
                )
            },
            checksum: hasChecksum ? Checksum(source: source?.checksum, target: target?.checksum) : nil,
            files: finding.counts.files.map { Files(count: $0.count, bytes: $0.bytes, keys: $0.keys) },
            seconds: Seconds(
                load: Manifest.Task.seconds(from: statistics?.fullLoadStart, to: statistics?.fullLoadEnd),
                source: source?.seconds,
                target: target?.seconds
            )
        )
    }
}

extension Manifest {
    /// The manifest of a stop whose tables were looked at.
    ///
    /// - Parameter verdict: one that is final; the others have no manifest.
    init(
        migration: Migration,
        revision: Int,
        task: TaskState,
        findings: [TableFinding],
        verdict: (Verdict, reason: String),
        evidence: Evidence,
        checkedBy: String
    ) {
        let tables = findings.map(Table.init)
        func names(_ verdict: String) -> [String] { tables.filter { $0.verdict == verdict }.map(\.table) }
        self.init(
            migration: migration.name,
            revision: revision,
            task: Task(task),
            verdict: verdict.0,
            reason: verdict.reason,
            gate: migration.gate.rawValue,
            evidence: evidence,
            passed: names("passed"),
            held: names("held"),
            ignored: names("ignored"),
            tables: tables,
            checkedAt: UTCTime.now().rfc3339,
            checkedBy: checkedBy
        )
    }
}

extension Manifest {
    /// The manifest of a DataSync execution, which has files and no tables.
    init(
        migration: Migration,
        revision: Int,
        execution: TaskExecution,
        verdict: (Verdict, reason: String),
        checkedBy: String
    ) {
        let failed = execution.filesFailed.map {
            [$0.Prepare, $0.Transfer, $0.Verify, $0.Delete].reduce(Int64(0)) { $0.addingReportingOverflow($1 ?? 0).0 }
        }
        self.init(
            migration: migration.name,
            revision: revision,
            task: Task(execution, identifier: migration.name),
            verdict: verdict.0,
            reason: verdict.reason,
            gate: migration.gate.rawValue,
            evidence: Evidence(source: "DataSync's own result", target: "DataSync's own result"),
            passed: [],
            held: [],
            ignored: [],
            tables: [],
            files: TransferredFiles(
                transferred: execution.filesTransferred,
                verified: execution.filesVerified,
                skipped: execution.filesSkipped,
                failed: failed,
                bytes: execution.bytesWritten
            ),
            checkedAt: UTCTime.now().rfc3339,
            checkedBy: checkedBy
        )
    }
}
