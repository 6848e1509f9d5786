import AWSGlue
import UTCTime

/// Searches a workflow's runs for a record's lost run. Glue may have started this run, but the answer to the start call
/// was lost. The caller reads the pages of runs from Glue.
struct LostRunSearch: Sendable {
    /// The largest expected difference between Glue's clock and the function's clock.
    static let clockTolerance = Duration.seconds(900)

    private let record: RunRecord
    private let table: String
    private var isNewestFirst = true
    private var last: Double?

    init(_ record: RunRecord, table: String) {
        self.record = record
        self.table = table
    }

    /// Returns the id of the lost run, if the run is in this page.
    mutating func find(in runs: [GlueWorkflowRun]) -> String? {
        for run in runs {
            if let last, let started = run.startedOn, started > last { isNewestFirst = false }
            last = run.startedOn ?? last
            if let id = run.id, !record.pastRunIDs.contains(id), isOurs(run) { return id }
        }
        return nil
    }

    /// `true` when the following pages cannot contain the lost run, because their runs are older than the start
    /// request. Glue promises no order, so this is `true` only while all pages so far were in order, the newest run
    /// first.
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

    /// Returns the id of the newest run in flight. With the policy `join`, a request shares this run even if another
    /// caller of Glue has started it.
    static func inFlight(_ runs: [GlueWorkflowRun]) -> String? {
        runs.filter { $0.status == "RUNNING" && $0.id != nil }.max { ($0.startedOn ?? 0) < ($1.startedOn ?? 0) }?.id
    }
}
