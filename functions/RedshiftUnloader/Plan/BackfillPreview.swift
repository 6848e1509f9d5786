import LambdaRuntime
import UTCTime

/// The text of a backfill's dry run, for people: each window and its S3 prefixes.
struct BackfillPreview: Sendable {
    let plan: UnloadPlan
    let request: BackfillRequest
    let now: UTCTime

    var text: String {
        get throws(InvalidRequest) {
            guard let calendar = plan.window.calendar else {
                throw InvalidRequest("plan \"\(plan.name)\" has no windows of the calendar to backfill")
            }
            let (windows, notOver) = calendar.windows(from: request.from, to: request.to, overAt: now)
            var lines = ["-- backfill of plan \(plan.name): \(windows.count) windows, \(request.concurrency) at a time"]
            if notOver > 0 { lines.append("-- \(notOver) windows are left out: they are not over, their lag included") }
            for window in windows {
                lines.append("-- window \(window.text)")
                for export in plan.exports {
                    let preview = ExportPreview(
                        plan: plan,
                        export: export,
                        run: "${run}",
                        window: window,
                        time: window.to
                    )
                    lines += preview.places.prefix(1).map { "--   export \(export.name) \($0)" }
                }
            }
            return lines.joined(separator: "\n")
        }
    }
}
