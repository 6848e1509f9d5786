import JSON

/// The detail of the event that the function sends to EventBridge. It is also the input of a next step's state machine.
struct MigrationEventDetail: Encodable, Sendable, Equatable {
    let migration: String
    let taskArn: String?
    let run: String?
    let outcome: String
    let reason: String
    let manifest: String?
    let passed: [String]
    let quarantined: [String]

    init(_ report: CheckReport) {
        migration = report.migration
        taskArn = report.taskARN
        run = report.run
        outcome = report.outcome.rawValue
        reason = report.reason
        manifest = report.manifest
        // An event may have at most 256 kB; the manifest contains all tables.
        passed = Array(report.passedTables.prefix(CheckReport.mostTables))
        quarantined = report.quarantinedTables.prefix(CheckReport.mostTables).map(\.table)
    }

    var json: String { (try? JSONWriter.text(of: self, [.sortedKeys])) ?? "{}" }
}
