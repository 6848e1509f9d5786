import RedshiftSQL
import UTCTime

/// What a run would submit, for people: a dry run.
struct StatementPreview: Sendable {
    let plan: UnloadPlan
    let request: RunRequest

    var text: String {
        let identity = RunIdentity(request, plan: plan)
        var lines = [
            "-- run \(identity.runID): \(plan.exports.count) exports of plan \(plan.name), \(identity.trigger)"
        ]
        for export in plan.exports {
            let window = window(of: export)
            lines.append("")
            lines.append(
                "-- export \(export.name)" + (window.map { ", \($0.from.rfc3339) up to \($0.to.rfc3339)" } ?? "")
            )
            let statement = export.statement(
                plan: plan.name,
                window: window,
                scheduled: request.time,
                run: "\(identity.runID)/1"
            )
            lines.append("\(statement.text);")
            lines.append("\(UnloadStatement.rowCount);")
        }
        return lines.joined(separator: "\n")
    }

    private func window(of export: PlannedExport) -> TimeWindow? {
        guard case .watermark(_, let initial) = plan.window else {
            return request.window ?? plan.window.window(at: request.time)
        }
        guard export.usesWindow, let end = plan.window.end(at: request.time) else { return nil }
        return TimeWindow(from: initial, to: end)
    }
}
