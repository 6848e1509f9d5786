import AWSGlue
import UTCTime

/// Searches a workflow's runs for the run of a start whose answer was lost. It reads pages that its caller gets from Glue.
struct LostRunSearch: Sendable {
    /// The largest difference between Glue's clock and ours.
    static let clockTolerance = Duration.seconds(900)

    private let record: RunRecord
    private let table: String
    private var isNewestFirst = true
    private var last: Double?

    init(_ record: RunRecord, table: String) {
        self.record = record
        self.table = table
    }

    /// The id of the run, if it is among these.
    mutating func find(in runs: [GlueWorkflowRun]) -> String? {
        for run in runs {
            if let last, let started = run.startedOn, started > last { isNewestFirst = false }
            last = run.startedOn ?? last
            if let id = run.id, !record.pastRunIDs.contains(id), isOurs(run) { return id }
        }
        return nil
    }

    /// `true` when all further runs must be older than the start. Glue promises no order, so this holds only while the pages
    /// have been in order, the newest run first.
    var isPastTheStart: Bool {
        guard isNewestFirst, let oldest = UTCTime(glue: last) else { return false }
        return oldest.advanced(by: Self.clockTolerance) < record.createdAt
    }

    private func isOurs(_ run: GlueWorkflowRun) -> Bool {
        switch record.work {
        case .start:
            // A resumed run carries the properties of the one it resumes.
            run.previousID == nil && run.properties?[RunProperties.key] == record.key.name
                && run.properties?[RunProperties.table] == table
        case .resume(let previous): run.previousID == previous
        }
    }

    /// Returns the run in flight that began last: a request joins it when another caller of Glue has started it.
    static func inFlight(_ runs: [GlueWorkflowRun]) -> String? {
        runs.filter { $0.status == "RUNNING" && $0.id != nil }.max { ($0.startedOn ?? 0) < ($1.startedOn ?? 0) }?.id
    }
}
