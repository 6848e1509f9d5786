import AWSS3
import UTCTime

/// Why a dataset that is published must stay where it is: its rows would be in no published dataset any more and never be
/// unloaded again, or it is newer than what this run has.
struct DatasetConflict: Sendable, Equatable {
    let outcome: ExportOutcome
    let message: String

    /// - Returns: `nil` when the dataset may be replaced.
    init?(_ known: PublishedDataset, _ export: ExportRun, _ run: UnloadRun) {
        guard known.run != run.id else { return nil }
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
