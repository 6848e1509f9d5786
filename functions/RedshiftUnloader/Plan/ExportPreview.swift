import AWSS3
import UTCTime

/// The statements and S3 prefixes of one export, for a dry run. A dry run works without the state table.
struct ExportPreview: Sendable {
    let plan: UnloadPlan
    let export: PlannedExport
    let run: String
    /// The run's window when the plan has calendar windows; otherwise `nil`.
    let calendarWindow: TimeWindow?
    let time: UTCTime

    init(plan: UnloadPlan, export: PlannedExport, run: String, window: TimeWindow?, time: UTCTime) {
        self.plan = plan
        self.export = export
        self.run = run
        calendarWindow = window
        self.time = time
    }

    var window: ExportRowRange? {
        switch plan.window {
        case .none: nil
        case .every: calendarWindow.map { .time($0) }
        case .watermark(let policy):
            export.usesWindow ? WatermarkWindowRule(policy, at: time).window(from: policy.initial) : nil
        }
    }

    var statements: ExportStatements {
        ExportStatements(export, plan: plan.name, window: window, values: values(window?.time, time), attempt: 1)
    }

    /// The S3 prefixes of this window and of the next one, as text for people.
    var places: [String] {
        let first = export.place(plan: plan.name, values(window?.time, time)).description
        guard let next else { return ["goes to \(first)"] }
        let second = export.place(plan: plan.name, next).description
        return first == second
            ? ["goes to \(first), and so does the next window, which replaces it"]
            : ["goes to \(first)", "the next window goes to \(second)"]
    }

    private var next: PlannedExport.PlaceValues? {
        switch plan.window {
        case .none: return nil
        case .every(let calendar):
            guard let window = calendarWindow else { return nil }
            let following = TimeWindow(calendar.zone.period(calendar.period, holding: window.to))
            return values(following, following.to)
        case .watermark(let policy):
            guard export.usesWindow else { return nil }
            let later = time.advanced(by: .seconds(3600))
            let following = policy.end(at: time).flatMap { from in
                policy.end(at: later).map { TimeWindow(from: from, to: $0) }
            }
            return values(following, later)
        }
    }

    private func values(_ window: TimeWindow?, _ time: UTCTime) -> PlannedExport.PlaceValues {
        PlannedExport.PlaceValues(run: run, window: window, scheduled: time, zone: plan.window.zone)
    }
}
