/// The progress of a step, as the record keeps it.
struct StepProgress: Codable, Sendable, Equatable {
    var state: StepState
    /// Of a load, by source table.
    var loads: [String: LoadProgress] = [:]
}
