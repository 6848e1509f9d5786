import UTCTime

extension UnloaderAnswer.Run {
    init(_ snapshot: RunDriver.Snapshot, isNew: Bool?) {
        let run = snapshot.run
        self.init(
            id: run.id,
            plan: run.plan,
            status: run.status,
            isNew: isNew,
            round: run.round,
            trigger: run.trigger,
            scheduledTime: run.time,
            window: run.window,
            exports: snapshot.exports.map { Export($0, in: run) }
        )
    }
}

extension UnloaderAnswer.Run.Export {
    init(_ export: ExportRecord, in run: RunRecord) {
        let result = export.isOver(in: run) ? export.result : nil
        self.init(
            name: export.name,
            state: result?.outcome.rawValue ?? (export.phase == .over ? "pending" : export.phase.rawValue),
            message: result?.message ?? (export.phase == .waiting ? export.lastFailure : nil),
            dataset: result?.dataset,
            rows: result?.rows,
            bytes: result?.bytes,
            files: result?.files,
            window: export.window,
            statementId: export.statementID,
            retryAt: export.phase == .waiting ? export.retryAt : nil
        )
    }
}

extension UnloaderAnswer.Sweep {
    init(_ counts: SweepCounts) {
        self.init(
            open: counts.open,
            closed: counts.closed,
            stuck: counts.stuck,
            restarted: counts.restarted,
            left: counts.left
        )
    }
}

extension UnloaderAnswer.BackfillState {
    /// - Parameter notOver: the number of windows that the backfill left out because they were not over; `nil` when
    ///   they were not counted.
    init(_ backfill: Backfill, notOver: Int? = nil) {
        self.init(
            id: backfill.id,
            status: backfill.status,
            windows: backfill.windowCount,
            begun: backfill.next,
            active: backfill.active.map(\.runID),
            succeeded: backfill.succeeded,
            failed: backfill.failed,
            notOver: notOver,
            problem: backfill.problem
        )
    }
}
