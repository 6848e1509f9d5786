import StateStore
import UTCTime

/// The watermark of an export: its value, and the run that may move it. The document does not expire.
struct Watermark: Sendable, Equatable, StateDocument {
    /// The value up to which every row is published; `nil` before the first run.
    var value: WatermarkValue?
    /// The id of the run that may move the watermark; `nil` when no run holds it.
    var holder: String?
    var heldSince: UTCTime?

    var status: String { value?.description ?? "not begun" }
    var isClosed: Bool { false }
}
