import UTCTime

/// The identity of a run. Two requests with the same content and the same window or time are one run.
struct RunIdentity: Sendable, Equatable {
    let runID: String
    /// The cause of the run, as text for people: `schedule arn:… at 2026-…`.
    let trigger: String

    init(runID: String, trigger: String) {
        self.runID = runID
        self.trigger = trigger
    }

    /// Makes the identity of the run that a request starts.
    ///
    /// - Parameters:
    ///   - window: the calendar window; `nil` when the plan has none.
    ///   - content: the plan's ``UnloadPlan/contentHash``. A plan with the same name and window, but other content,
    ///     makes another run.
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
