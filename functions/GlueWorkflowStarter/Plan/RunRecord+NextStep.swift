import UTCTime

/// The decision about a record: a pure function of it and of the time. ``RunDriver`` alone carries it out.
extension RunRecord {
    /// The next step of a record.
    enum Step: Sendable, Equatable {
        /// Ask Glue for a run: none can exist.
        case start
        /// Search for a run that may exist, and start one if there is none.
        case search
        /// Glue has refused for as long as the request wanted to wait.
        case giveUp(StarterError)
        /// Ask Glue for the run's state.
        case check(runID: String)
        /// Notify the tasks that wait, and close the record.
        case complete
        /// Wait for another event, or for the time.
        case rest
    }

    /// Decides what is to be done next.
    func step(at now: UTCTime) -> Step {
        switch state {
        case .queued, .coalesced: .rest
        case .starting(let leaseEnds): leaseEnds <= now ? .search : .rest
        case .waiting(_, let error) where givesUpAt <= now: .giveUp(error)
        case .waiting(let notBefore, _): notBefore <= now ? .start : .rest
        case .running(let runID): .check(runID: runID)
        case .finished, .released: isCompleted ? .rest : .complete
        }
    }
}
