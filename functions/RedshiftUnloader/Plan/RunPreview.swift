import RedshiftSQL
import UTCTime

/// The text of a start's dry run, for people: the statements and S3 prefixes of each export.
struct RunPreview: Sendable {
    let plan: UnloadPlan
    let request: RunRequest
    let now: UTCTime

    var text: String {
        let time = min(request.time, now)
        let window = plan.window.calendar.map { $0.last(at: time) }
        let identity = RunIdentity(request, plan: plan.name, window: window, content: plan.contentHash)
        var lines = [
            "-- run \(identity.runID): \(plan.exports.count) exports of plan \(plan.name), \(identity.trigger)"
        ]
        if plan.window.watermark != nil {
            lines.append(
                "-- this is the first run; a later one begins where the last published one ended, which only the state table knows"
            )
        }
        if case .schedule = request.trigger, plan.window.calendar != nil {
            lines.append("-- a schedule also makes up for windows that were missed, which only the state table knows")
        }
        for export in plan.exports { lines += preview(export, identity.runID, window, time) }
        return lines.joined(separator: "\n")
    }

    private func preview(_ export: PlannedExport, _ run: String, _ window: TimeWindow?, _ time: UTCTime) -> [String] {
        let own = ExportPreview(plan: plan, export: export, run: run, window: window, time: time)
        let database = export.database.map { ", in database \($0.name)" } ?? ""
        return ["", "-- export \(export.name)" + (own.window.map { ", \($0.text)" } ?? "") + database]
            + own.places.map { "-- \($0)" } + own.statements.texts.map { "\($0);" }
    }
}
