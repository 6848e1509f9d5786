import UTCTime

/// The function's answer, which Step Functions reads too.
struct UnloaderAnswer: Sendable, Encodable {
    struct Run: Sendable, Encodable {
        struct Export: Sendable, Encodable {
            let name: String
            /// The export's outcome, or its current phase: `pending`, `submitting`, `submitted`, `stopping`, `waiting`.
            let state: String
            let message: String?
            let dataset: String?
            let rows: Int64?
            let bytes: Int64?
            let files: Int?
            let window: ExportRowRange?
            let statementId: String?
            /// The time of the next attempt, while the export is `waiting`.
            let retryAt: UTCTime?
        }

        let id: String
        let plan: String
        let status: String
        /// `false` when an earlier delivery started the run.
        let isNew: Bool?
        let round: Int
        let trigger: String
        let scheduledTime: UTCTime
        let window: TimeWindow?
        let exports: [Export]
    }

    struct Sweep: Sendable, Encodable {
        let open: Int
        let closed: Int
        let stuck: Int
        let restarted: Int
        let left: Int
    }

    struct BackfillState: Sendable, Encodable {
        let id: String
        /// The backfill's status: `open`, `paused`, `cancelled`, `over` or `held`. For `held`, `problem` gives the
        /// reason.
        let status: String
        let windows: Int
        let begun: Int
        let active: [String]
        let succeeded: Int
        let failed: Int
        /// The number of windows between `from` and `to` that the backfill leaves out. The plan's lag has not yet
        /// passed since the end of such a window.
        let notOver: Int?
        let problem: String?
    }

    /// The kind of the answer: `Run`, `Swept`, `Backfill`, `NotOurs` or `UnknownRun`.
    let outcome: String
    var run: Run?
    var sweep: Sweep?
    var backfill: BackfillState?
}
