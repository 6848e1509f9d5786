import AWSClient
import AWSS3

/// Carries out the ``CopyStep``s of one object, one after another, until the object has an outcome. The executors of
/// the steps do not call each other.
struct CopyDriver: Sendable {
    let scope: InvocationScope

    /// - Parameter report: receives the copy request of each step.
    /// - Throws: `AWSError`, unless the error itself decides a step; `StateStoreError`; ``CopyFailure``.
    func run(_ first: CopyStep, _ report: inout CopyReport) async throws -> CopyOutcome {
        var step = first
        while true {
            if case .end(let outcome) = step { return outcome }
            if let job = step.job { report.job = job }
            try Task.checkCancellation()
            step = try await carryOut(step, report)
        }
    }

    private func carryOut(_ step: CopyStep, _ report: CopyReport) async throws -> CopyStep {
        switch step {
        case .copy(let job): return try await ConditionalObjectCopier(scope: scope).copy(job)
        case .converge(let job): return try await ConditionalObjectCopier(scope: scope).converge(job)
        case .copyInParts(let start):
            let target = MultipartCopyRecord.name(of: start.job.target)
            return .end(try await MultipartCopyDriver(scope: scope).run(.start(start), of: target))
        case .syncTags(let job): return try await TagSync(scope: scope).sync(job)
        case .mirrorRemoval(let jobs): return try await RemovalMirror(scope: scope).mirror(jobs)
        case .reconsider(let state):
            var event = report.event.asCreation(of: state)
            return CopyStep(ofPresentState: try await SourceLookup(scope: scope).decide(&event))
        case .end: return step
        }
    }
}
