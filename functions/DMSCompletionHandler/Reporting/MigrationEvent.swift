import FoundationEssentials

/// The detail of our own event, and the input of a state machine.
struct MigrationEvent: Encodable, Sendable, Equatable {
    static let source = "aws-lambdas.dms-completion-handler"

    let migration: String
    let taskArn: String?
    let run: String?
    let outcome: String
    let reason: String
    let manifest: String?
    let passed: [String]
    let held: [String]

    init(_ report: CheckReport) {
        migration = report.migration
        taskArn = report.taskARN
        run = report.run
        outcome = report.outcome.rawValue
        reason = report.reason
        manifest = report.manifest
        // An event holds 256 kB; the manifest has all of them.
        passed = Array(report.passedTables.prefix(CheckReport.mostTables))
        held = report.heldTables.prefix(CheckReport.mostTables).map(\.table)
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// What people are told.
struct MigrationNotice: Sendable, Equatable {
    let subject: String
    let text: String

    static let mostTables = 10

    init(_ report: CheckReport) {
        let count = report.heldTables.count
        let tables = count == 0 ? "" : " (\(count) of \(count + report.passedTables.count) tables)"
        subject = "\(report.migration): \(report.outcome.rawValue)\(tables)"
        var lines = ["\(report.migration): \(report.outcome.rawValue)", report.reason]
        if !report.heldTables.isEmpty {
            lines += ["", "Held:"]
            lines += report.heldTables.prefix(Self.mostTables).map { "- \($0.table): \($0.reason)" }
            if count > Self.mostTables { lines.append("- and \(count - Self.mostTables) more, in the manifest") }
        }
        lines.append("")
        if let task = report.taskARN { lines.append("Task: \(task)") }
        if let run = report.run { lines.append("Stopped: \(run)") }
        if let manifest = report.manifest { lines.append("Manifest: \(manifest)") }
        if !report.steps.isEmpty {
            let steps = report.steps.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            lines.append("Next: \(steps.joined(separator: ", "))")
        }
        if let advice = report.outcome.advice { lines += ["", "What to do: \(advice)."] }
        text = lines.joined(separator: "\n")
    }
}
