import StateStore
import UTCTime

/// The end of the last window that a schedule has run; the next window begins there. The document does not expire.
struct WindowCursor: Sendable, Equatable, StateDocument {
    var end: UTCTime?

    var status: String { end?.rfc3339 ?? "not begun" }
    var isClosed: Bool { false }

    /// Moves the cursor forward to `end`; it never moves back.
    mutating func advance(to end: UTCTime) -> Bool {
        if let own = self.end, own >= end { return false }
        self.end = end
        return true
    }
}
