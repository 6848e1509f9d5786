import StateStore
import UTCTime

/// The progress of an export, and the run that may move it. The document does not expire.
struct Watermark: Sendable, Equatable, StateDocument {
    /// The value before which every row is published. `nil` before the first run.
    var value: WatermarkValue?
    /// The run that may move it.
    var holder: String?
    var heldSince: UTCTime?

    var status: String { value?.description ?? "not begun" }
    var isClosed: Bool { false }
}
