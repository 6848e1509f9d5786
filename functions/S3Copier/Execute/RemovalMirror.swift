import AWSClient
import AWSS3

/// Follows a removal. It may have been one of an older version, of a delete marker, or of the newest version with an older
/// one below it, and it may be outdated: the source's present state decides.
struct RemovalMirror: Sendable {
    /// The most rounds before the message goes back to the queue: then somebody else writes faster than this function can read.
    private static let rounds = 5

    let scope: InvocationScope

    /// - Parameter jobs: all places where a copy may be.
    /// - Throws: `AWSError` that is not an outcome of its own; ``CopyFailure`` where a delete would be for good, or might be of
    ///   another object's copy. The copies at the other places are removed before it is thrown.
    func mirror(_ jobs: [ObjectCopyRequest]) async throws -> CopyStep {
        guard let first = jobs.first else { return .end(.notRouted) }
        if let state = try await scope.state(of: first.currentSource) { return .reconsider(state) }
        var outcome = CopyOutcome.alreadyCurrent
        var refused: CopyFailure?
        for job in jobs {
            try Task.checkCancellation()
            let step: CopyStep
            do {
                step = try await mirror(job)
            } catch let failure as CopyFailure {
                // The copies at the other places are removed all the same.
                refused = failure
                continue
            }
            switch step {
            case .end(.alreadyCurrent): break
            case .end(.ignored) where outcome == .deleted: break
            case .end(let result): outcome = result
            case let next: return next
            }
            if outcome == .busy { break }
        }
        if let refused, outcome != .busy { throw refused }
        return .end(outcome)
    }

    private func mirror(_ job: ObjectCopyRequest) async throws -> CopyStep {
        let deleter = TargetCopyDeleter(scope: scope)
        var didDelete = false
        for _ in 0..<Self.rounds {
            let there = try await scope.state(of: job.target)
            // Is it there again? Its creation has an event of its own, but that may have been before our deletion.
            if let state = try await scope.state(of: job.currentSource) { return .reconsider(state) }
            guard let there else { return .end(didDelete ? .deleted : .alreadyCurrent) }
            guard try deleter.isCopy(there, of: job) else { return .end(didDelete ? .deleted : .ignored) }
            try await deleter.delete(there, job)
            didDelete = true
        }
        return .end(.busy)
    }
}
