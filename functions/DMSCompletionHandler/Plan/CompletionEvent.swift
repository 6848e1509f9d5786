import AWSDMS
import AWSDataSync
import UTCTime

/// The end of one run of a migration. Its name identifies the record, the manifest and the notifications.
struct CompletionEvent: Sendable, Equatable {
    let migration: Migration
    /// The name of the run: its stop date in RFC 3339, or a DataSync execution's id. Without either, it is another
    /// text.
    let run: String
    /// The time at which the run stopped; `nil` when no stop date is known.
    var stoppedAt: UTCTime?
    /// Other names for this end. They are tried when the record with the name ``run`` belongs to an earlier end. DMS
    /// shows some failures without a stop date, or with the stop date of the previous run.
    var otherRuns: [String] = []

    /// The longest time between a stop date and the event of that stop.
    static let eventLag = Duration.seconds(120)

    init(_ migration: Migration, run: String, stoppedAt: UTCTime? = nil) {
        self.migration = migration
        self.run = run
        self.stoppedAt = stoppedAt
    }

    /// - Parameter endedAt: the time of the event about the end; `nil` without one.
    init(_ migration: Migration, _ task: TaskState, endedAt: UTCTime?) {
        let ownStop = task.showsOwnStop ? task.stopDate : nil
        let started = task.progress.startDate.map { ", started \($0.rfc3339)" } ?? ""
        self.init(migration, run: ownStop?.rfc3339 ?? "\(task.status)\(started)", stoppedAt: ownStop)
        guard task.status == "failed" else { return }
        if let ownStop { otherRuns.append("failed, after \(ownStop.rfc3339)") }
        if let endedAt { otherRuns.append("failed, ended \(endedAt.rfc3339)") }
    }

    init(_ migration: Migration, _ execution: TaskExecution) {
        let id = execution.arn.split(separator: "/").last.map(String.init) ?? execution.arn
        self.init(migration, run: id, stoppedAt: execution.endTime)
    }

    init(_ migration: Migration, _ observation: Observation, endedAt: UTCTime?) {
        switch observation {
        case .task(let task): self.init(migration, task, endedAt: endedAt)
        case .transfer(let execution): self.init(migration, execution)
        case .absent: self.init(migration, run: "absent")
        }
    }

    /// Returns the same run's end with another name.
    func named(_ run: String) -> CompletionEvent { CompletionEvent(migration, run: run, stoppedAt: stoppedAt) }

    func report(_ outcome: CheckOutcome, _ reason: String) -> CheckReport {
        var report = CheckReport(migration.name, outcome, reason)
        report.taskARN = migration.taskARN
        report.run = run
        return report
    }
}
