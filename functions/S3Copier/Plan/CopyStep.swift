import AWSS3

/// One action on one object. Each executor carries out one step and returns the next; `CopyDriver` repeats this until
/// the end.
enum CopyStep: Sendable, Equatable {
    /// Copies the object in one request, on the condition that the target does not exist. The request copies the state
    /// that the event names.
    case copy(ObjectCopyRequest)
    /// Makes the target match the source's current state.
    case converge(ObjectCopyRequest)
    /// Copies the source's current state in parts, because one request cannot copy the object.
    case copyInParts(MultipartStart)
    /// Gives the copy the source's tags.
    case syncTags(ObjectCopyRequest)
    /// Deletes the copies of a removed object.
    case mirrorRemoval([ObjectCopyRequest])
    /// Decides again, because the removed object exists again, in this state.
    case reconsider(ObjectSnapshot)
    /// Nothing is left to do.
    case end(CopyOutcome)

    init(_ decision: CopyDecision) {
        self =
            switch decision {
            case .copy(let job): .copy(job)
            case .syncTags(let job): .syncTags(job)
            case .mirrorRemoval(let jobs): .mirrorRemoval(jobs)
            case .skip(let outcome): .end(outcome)
            // `SourceLookup` leaves nothing missing.
            case .needs: .end(.failed)
            }
    }

    /// Makes the first step for an event that may be outdated. A copy is then made of the source's current state.
    init(ofPresentState decision: CopyDecision) {
        if case .copy(let job) = decision { self = .converge(job) } else { self = CopyStep(decision) }
    }

    /// The copy request of the step, for the report.
    var job: ObjectCopyRequest? {
        switch self {
        case .copy(let job), .converge(let job), .syncTags(let job): job
        case .copyInParts(let start): start.job
        case .mirrorRemoval(let jobs): jobs.first
        case .reconsider, .end: nil
        }
    }
}
