/// The mail by which people are notified of an outcome.
struct NotificationMail: Sendable, Equatable {
    let subject: String
    let text: String

    static let mostTables = 10

    init(_ report: CheckReport) {
        let count = report.quarantinedTables.count
        let tables = count == 0 ? "" : " (\(count) of \(count + report.passedTables.count) tables)"
        subject = "\(report.migration): \(report.outcome.rawValue)\(tables)"
        var lines = ["\(report.migration): \(report.outcome.rawValue)", report.reason]
        if !report.quarantinedTables.isEmpty {
            lines += ["", "Quarantined:"]
            lines += report.quarantinedTables.prefix(Self.mostTables).map { "- \($0.table): \($0.reason)" }
            if count > Self.mostTables { lines.append("- and \(count - Self.mostTables) more, in the manifest") }
        }
        if !report.warnings.isEmpty {
            lines += ["", "To correct:"] + report.warnings.prefix(Self.mostTables).map { "- \($0)" }
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
