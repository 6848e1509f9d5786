import UTCTime

/// What the caller is told, Step Functions among them.
struct UnloaderAnswer: Sendable, Encodable {
    struct Run: Sendable, Encodable {
        struct Export: Sendable, Encodable {
            let name: String
            /// An outcome, or how far it is: `pending`, `submitting`, `submitted`, `stopping`.
            let state: String
            let message: String?
            let dataset: String?
            let rows: Int64?
            let bytes: Int64?
            let files: Int?
            let window: TimeWindow?
            let statementId: String?
        }

        let id: String
        let plan: String
        let status: String
        /// `false`: an earlier delivery started it.
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
        let windows: Int
        let begun: Int
        let active: [String]
        let succeeded: Int
        let failed: Int
    }

    /// `Run`, `Swept`, `Backfill`, `NotOurs` or `UnknownRun`.
    let outcome: String
    var run: Run?
    var sweep: Sweep?
    var backfill: BackfillState?
}

extension UnloaderAnswer.Run {
    init(_ snapshot: RunDriver.Snapshot, isNew: Bool?) {
        let run = snapshot.run
        self.init(
            id: run.id,
            plan: run.plan,
            status: run.status.rawValue,
            isNew: isNew,
            round: run.round,
            trigger: run.trigger,
            scheduledTime: run.time,
            window: run.window,
            exports: snapshot.exports.map { export in
                let result = export.isOver(in: run) ? export.result : nil
                return Export(
                    name: export.name,
                    state: result?.outcome.rawValue ?? (export.phase == .over ? "pending" : export.phase.rawValue),
                    message: result?.message,
                    dataset: result?.dataset,
                    rows: result?.rows,
                    bytes: result?.bytes,
                    files: result?.files,
                    window: export.window,
                    statementId: export.statementID
                )
            }
        )
    }
}

extension UnloaderAnswer.Sweep {
    init(_ result: Sweeper.Result) {
        self.init(
            open: result.open,
            closed: result.closed,
            stuck: result.stuck,
            restarted: result.restarted,
            left: result.left
        )
    }
}

extension UnloaderAnswer.BackfillState {
    init(_ backfill: Backfill) {
        self.init(
            id: backfill.id,
            windows: backfill.windowCount,
            begun: backfill.next,
            active: backfill.active.map(\.runID),
            succeeded: backfill.succeeded,
            failed: backfill.failed
        )
    }
}
