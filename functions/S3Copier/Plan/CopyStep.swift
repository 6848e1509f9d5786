import AWSS3

/// One action on one object. Each executor carries out one and returns the next; `CopyDriver` repeats until the end.
enum CopyStep: Sendable, Equatable {
    /// Copy the state the event names, in one request, for a target that is not there yet.
    case copy(ObjectCopyRequest)
    /// Make the target what the source is now.
    case converge(ObjectCopyRequest)
    /// The same, for an object that one request cannot copy.
    case copyInParts(MultipartStart)
    /// Give the copy the source's tags.
    case syncTags(ObjectCopyRequest)
    /// Delete the copies of what is gone.
    case mirrorRemoval([ObjectCopyRequest])
    /// Decide anew: what was removed is there, in this state.
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

    /// The step for an object whose event is outdated: the present state decides.
    init(ofPresentState decision: CopyDecision) {
        if case .copy(let job) = decision { self = .converge(job) } else { self = CopyStep(decision) }
    }

    /// The copy that the step is about, for the report.
    var job: ObjectCopyRequest? {
        switch self {
        case .copy(let job), .converge(let job), .syncTags(let job): job
        case .copyInParts(let start): start.job
        case .mirrorRemoval(let jobs): jobs.first
        case .reconsider, .end: nil
        }
    }
}
