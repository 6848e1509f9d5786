import UTCTime

/// Decides the next step of a record, as a pure function of the record and the time. Only ``RunDriver`` carries out the
/// step.
extension RunRecord {
    /// The next step of a record.
    enum Step: Sendable, Equatable {
        /// Starts a run in Glue: it is certain that none exists.
        case start
        /// Searches Glue for a run that may exist, and starts a run if there is none.
        case search
        /// Gives up the request: Glue has refused the start until the wait limit was over.
        case giveUp(StarterError)
        /// Asks Glue for the run's state.
        case check(runID: String)
        /// Notifies the waiting tasks, and closes the record.
        case complete
        /// Does nothing until the next event, or until the record is due.
        case rest
    }

    /// Decides the next step at the time `now`.
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
