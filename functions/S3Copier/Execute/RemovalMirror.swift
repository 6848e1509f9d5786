import AWSClient
import AWSS3

/// Mirrors a removal in the source: deletes the copies if the object is gone. The event may be about an older version,
/// about a delete marker, or about the newest version with an older version below it; and the event may be outdated. So
/// the source's current state decides.
struct RemovalMirror: Sendable {
    /// The maximum number of attempts to delete one copy. After the last attempt the message goes back to the queue:
    /// another writer is faster than this function can read.
    private static let rounds = 5

    let scope: InvocationScope

    /// Deletes the copies of a removed object.
    ///
    /// - Parameter jobs: all targets where a copy may be.
    /// - Throws: `AWSError`, unless the error itself decides the next step; ``CopyFailure`` when a delete could not be
    ///   undone, or when the target may be a copy of another bucket's object. Before a ``CopyFailure`` is thrown, the
    ///   copies at the other targets are deleted.
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
