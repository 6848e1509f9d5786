import StateStore
import UTCTime

/// Where the last window ended that a schedule has run: the next one follows on from there. It is never forgotten.
struct WindowCursor: Sendable, Equatable, StateDocument {
    var end: UTCTime?

    var status: String { end?.rfc3339 ?? "not begun" }
    var isClosed: Bool { false }

    /// Moves it forward; it never moves back.
    mutating func advance(to end: UTCTime) -> Bool {
        if let own = self.end, own >= end { return false }
        self.end = end
        return true
    }
}
