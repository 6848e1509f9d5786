import AWSGlue
import UTCTime

/// Looks through a workflow's runs for the one that a start whose answer was lost may have left. No I/O: pages go in.
struct RunSearch: Sendable {
    /// How far Glue's clock and ours may be apart.
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

    /// Whether what is still to come can only be older than the start. Glue does not promise an order, so this is believed
    /// only as long as the pages have kept to it.
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

    /// Of runs that are under way the one that began last: what a trigger joins when somebody else has started it.
    static func inFlight(_ runs: [GlueWorkflowRun]) -> String? {
        runs.filter { $0.status == "RUNNING" && $0.id != nil }.max { ($0.startedOn ?? 0) < ($1.startedOn ?? 0) }?.id
    }
}
