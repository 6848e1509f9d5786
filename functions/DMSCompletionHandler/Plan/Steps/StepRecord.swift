import UTCTime

/// The progress of a step, as the state table stores it.
struct StepRecord: Codable, Sendable, Equatable {
    var state: StepStatus
    /// The time at which the intention to start something was recorded.
    var intendedAt: UTCTime?
}
