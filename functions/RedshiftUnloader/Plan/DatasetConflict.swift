import AWSS3
import UTCTime

/// The reason why a run must not replace a published dataset. Either the dataset is newer than this run's, or its rows
/// would be lost, because no run unloads them again.
struct DatasetConflict: Sendable, Equatable {
    let outcome: ExportOutcome
    let message: String

    /// Compares the published dataset with the export that would replace it.
    ///
    /// - Returns: `nil` when the dataset may be replaced.
    init?(_ known: PublishedDataset, _ export: ExportRecord, _ run: RunRecord) {
        guard known.attempt.run != run.id else { return nil }
        guard known.plan == run.plan, known.export == export.name else {
            self.init(
                outcome: .failed,
                message:
                    "not published: \(export.dataset(in: run)) is the dataset of export \"\(known.export)\" of plan \"\(known.plan)\"; give each a place of its own, e.g. by ${plan} and ${export}, or delete that _SUCCESS.json and its files"
            )
            return
        }
        guard let own = export.window else {
            guard let time = known.scheduledTime, time > run.time else { return nil }
            self.init(outcome: .covered, message: "a later run is published already")
            return
        }
        // The same window once more, or a dataset of no window.
        guard let its = known.window, its != own else { return nil }
        if export.definition.writeDisposition == .replace {
            if case .time(let its) = its, case .time(let own) = own, its.to > own.to {
                self.init(outcome: .covered, message: "a later window is published already, up to \(its.to.rfc3339)")
                return
            }
            return nil
        }
        // A watermark that failed to move reaches further the next time, from the same beginning.
        if run.watermark != nil, case .time(let its) = its, case .time(let own) = own, own.from <= its.from,
            own.to >= its.to
        {
            return nil
        }
        self.init(
            outcome: .failed,
            message:
                "not published: \(export.dataset(in: run)) is the dataset of another window (\(its.text)), and no other place holds it; make \"to\" different for each window, e.g. by ${window.to:yyyyMMddHHmmss}, or say write_disposition: replace"
        )
    }

    private init(outcome: ExportOutcome, message: String) {
        self.outcome = outcome
        self.message = message
    }
}
