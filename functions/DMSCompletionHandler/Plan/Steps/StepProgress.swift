import UTCTime

/// The progress of a step, as the record keeps it.
struct StepProgress: Codable, Sendable, Equatable {
    var state: StepState
    /// The time at which the intention to start something was recorded.
    var intendedAt: UTCTime?
}
