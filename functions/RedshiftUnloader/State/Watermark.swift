import StateStore
import UTCTime

/// How far an export has come, and which run may move it. It is never forgotten.
struct Watermark: Sendable, Equatable, StateDocument {
    /// Everything before it is published. `nil` before the first run.
    var value: WatermarkValue?
    /// The run that is at it.
    var holder: String?
    var heldSince: UTCTime?

    var status: String { value?.description ?? "not begun" }
    var isClosed: Bool { false }
}
