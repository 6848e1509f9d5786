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
            lastFailure: task.failure.flatMap { $0.isEmpty ? nil : String($0.prefix(1000)) },
            startedAt: task.progress.startDate?.rfc3339,
            stoppedAt: task.stopDate?.rfc3339,
            seconds: Self.seconds(from: task.progress.startDate, to: task.stopDate)
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
            seconds: execution.result?.totalDuration.map { Double($0) / 1000 }
                ?? Self.seconds(from: execution.startTime, to: execution.endTime)
        )
    }

    fileprivate static func seconds(from start: UTCTime?, to end: UTCTime?) -> Double? {
        guard let start, let end, end >= start else { return nil }
        return end.duration(since: start) / .seconds(1)
    }
}

extension Manifest.TransferredFiles {
    init(_ execution: TaskExecution) {
        self.init(
            transferred: execution.filesTransferred,
            verified: execution.filesVerified,
            skipped: execution.filesSkipped,
            failed: execution.filesFailed?.total,
            foldersFailed: execution.foldersFailed?.total,
            bytes: execution.bytesWritten
        )
    }
}

extension Manifest.Table {
    init(_ finding: TableJudgement) {
        let (verdict, reason): (String, String) =
            switch finding.verdict {
            case .passed: ("passed", "")
            case .ignored: ("ignored", "")
            case .quarantined(let reason), .recheck(let reason), .undecided(let reason): ("quarantined", reason)
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
            rows: Rows(
                source: source?.rows,
                dms: statistics?.rows,
                target: target?.rows,
                files: try? finding.counts.files?.rows?.get()
            ),
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
            files: finding.counts.files.map { $0.files.map { File(key: $0.key, bytes: $0.bytes, etag: $0.etag) } },
            seconds: Seconds(
                load: Manifest.Task.seconds(from: statistics?.fullLoadStart, to: statistics?.fullLoadEnd),
                source: source?.seconds,
                target: target?.seconds
            )
        )
    }
}
