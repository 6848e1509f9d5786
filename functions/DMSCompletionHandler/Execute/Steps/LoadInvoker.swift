import AWSLambda
import AWSS3
import JSON
import LambdaRuntime

/// Hands a migration to a load function, such as RedshiftLoader, and asks it how the load is until it is over.
///
/// The function is invoked asynchronously with our own event; the manifest names the load, so that a second invocation is
/// the same load. `{"status": {"manifest": "s3://…"}}` is answered by a ``LoadStatus``.
struct LoadInvoker: Sendable {
    let lambda: Lambda

    /// - Returns: ``StepState/waiting`` until the load is over.
    /// - Throws: ``StepError`` for a load that failed, `AWSError`.
    func take(
        _ function: String,
        _ input: StepInput,
        _ progress: StepProgress?,
        _ scope: InvocationScope
    ) async throws -> StepAction {
        guard progress?.state == .waiting else { return try await start(function, input, scope) }
        let status = try await status(function, input, scope)
        switch status.state {
        case .loading: return StepAction(.waiting)
        case .loaded: return StepAction(.done)
        // The asynchronous invocation was lost, or has not begun: the same load is asked for again.
        case .unknown: return try await start(function, input, scope)
        case .failed:
            // Taken again, the step asks for the load anew.
            let reason = status.reason ?? "it says no reason"
            return StepAction(
                StepProgress(state: .starting),
                failure: StepError(description: "\(function) could not load \(input.location): \(reason)")
            )
        }
    }

    private func start(_ function: String, _ input: StepInput, _ scope: InvocationScope) async throws -> StepAction {
        guard let event = MigrationEvent(input.report) else { return StepAction(.done) }
        let payload = try JSONWriter.bytes(of: event, [.sortedKeys])
        try await lambda.invokeAsync(function, payload: payload, deadline: scope.deadline.work)
        return StepAction(.waiting)
    }

    private func status(_ function: String, _ input: StepInput, _ scope: InvocationScope) async throws -> LoadStatus {
        let payload = try JSONWriter.bytes(of: ["status": ["manifest": input.location.description]])
        let answer = try await lambda.invoke(
            function,
            payload: payload,
            isIdempotent: true,
            deadline: scope.deadline.work
        )
        switch answer {
        case .failed(let error):
            throw StepError(description: "\(function) failed when it was asked how the load is: \(error)")
        case .returned(let bytes):
            guard let status = LoadStatus(json: bytes) else {
                throw StepError(
                    description:
                        "\(function) does not answer {\"status\": {\"manifest\": …}} with a state (loading, loaded, failed, unknown)"
                )
            }
            return status
        }
    }
}
