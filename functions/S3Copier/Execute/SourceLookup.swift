import AWSClient
import AWSS3
import LambdaEvents
import UTCTime

/// Asks S3 for the object properties that a route needs and that the event does not contain.
struct SourceLookup: Sendable {
    let scope: InvocationScope

    /// Decides about an event.
    ///
    /// - Parameter event: receives the size and the ETag, if it did not contain them.
    /// - Returns: the decision, never ``CopyDecision/needs(_:)``.
    /// - Throws: `AWSError`, ``CopyFailure``.
    func decide(_ event: inout S3ObjectEvent) async throws -> CopyDecision {
        var tags: [S3Tag]?
        var modified: UTCTime?
        // Size and time come together, tags after them: more than two questions there are not.
        for _ in 0..<3 {
            switch CopyDecision(for: event, tags: tags, modified: modified, scope.settings) {
            case .needs(.tags(let source)):
                try Task.checkCancellation()
                tags = try await scope.services.store.objectTags(
                    bucket: source.bucket,
                    key: source.key,
                    version: source.versionID,
                    headers: source.accessHeaders,
                    deadline: scope.deadline
                )
            case .needs(.head(let source)):
                try Task.checkCancellation()
                guard let state = try await scope.state(of: source, version: source.versionID) else {
                    return .skip(.sourceGone)
                }
                event.learn(from: state)
                modified = state.lastModified
            case let decision: return decision
            }
        }
        throw CopyFailure.planUnfinished
    }
}
