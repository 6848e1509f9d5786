import UTCTime

/// The identity of a run: two requests for the same content and the same window or moment are one run.
struct RunIdentity: Sendable, Equatable {
    let runID: String
    /// For people: `schedule arn:… at 2026-…`.
    let trigger: String

    init(runID: String, trigger: String) {
        self.runID = runID
        self.trigger = trigger
    }

    /// - Parameters:
    ///   - window: of the calendar, where the plan has such windows.
    ///   - content: the plan's ``UnloadPlan/contentHash``: another plan of the same name and window is another run.
    init(_ request: RunRequest, plan: String, window: TimeWindow?, content: String) {
        let label: String
        var key: String
        switch (request.trigger, window) {
        case (.backfill(let id, isCatchUp: false), _):
            label = window?.to.basic ?? "backfill"
            trigger = "backfill \(id) \(window?.text ?? "")"
            // A window of a backfill is one run, even when the plan changes during the backfill.
            key = trigger
        case (_, let window?):
            label = window.to.basic
            trigger = "window \(window.text)"
            key = "\(trigger)\n\(content)"
        case (.schedule(let arn), nil):
            label = request.time.basic
            trigger = "schedule \(arn) at \(request.time.rfc3339)"
            key = "\(trigger)\n\(content)"
        case (.manual(let id), nil), (.backfill(let id, _), nil):
            label = "manual"
            trigger = "manual \(id)"
            key = "\(trigger)\n\(content)"
        }
        key = "\(plan)\n\(key)"
        runID = "\(plan)-\(label)-\(sha256(key).prefix(12))"
    }
}
