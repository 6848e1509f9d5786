import AWSLambda
import JSON
import LambdaRuntime

/// Invokes a load function, such as RedshiftLoader, for the released tables of a migration. Later calls ask that
/// function for the load's status, until the load is over.
///
/// The load function is invoked asynchronously. The request's id is the same for every attempt: a second invocation
/// means the same load. The load function retries transient errors itself, and other errors need a person. A failed
/// load is therefore not sent again; the invoker only asks for its status.
struct LoadInvoker: Sendable {
    let lambda: Lambda

    /// - Returns: ``StepStatus/waiting`` until every load is over.
    /// - Throws: ``StepError`` for an answer that cannot be read, `AWSError`.
    func take(
        _ function: String,
        plan: String?,
        _ input: StepInput,
        _ progress: StepRecord?,
        _ scope: InvocationScope
    ) async throws -> StepAction {
        guard case .s3(let bucket, let prefix, _) = input.migration.target else {
            throw StepError(description: "the target is not of kind s3 any more: \(function) has no files to load")
        }
        let commands = try LoadCommand.all(
            input.manifest,
            name: input.executionName,
            plan: plan,
            bucket: bucket,
            prefix: prefix
        )
        guard !commands.isEmpty else { return StepAction(.done) }
        guard progress?.state == .waiting else {
            for command in commands { try await start(command, function, scope) }
            return StepAction(.waiting)
        }
        var isLoaded = true
        for command in commands {
            switch try await status(of: command, function, scope) {
            case .loaded: continue
            case .loading: isLoaded = false
            // The asynchronous invocation was lost, or has not begun.
            case .unknown:
                try await start(command, function, scope)
                isLoaded = false
            case .failed(let reason):
                return StepAction(
                    StepRecord(state: .waiting),
                    failure: StepError(description: "\(function) could not load \(command.id): \(reason)")
                )
            }
        }
        return StepAction(isLoaded ? .done : .waiting)
    }

    private func start(_ command: LoadCommand, _ function: String, _ scope: InvocationScope) async throws {
        let payload = try JSONWriter.bytes(of: command, [.sortedKeys])
        try await lambda.invokeAsync(function, payload: payload, deadline: scope.deadline.work)
    }

    private func status(
        of command: LoadCommand,
        _ function: String,
        _ scope: InvocationScope
    ) async throws -> LoadStatus {
        let answer = try await lambda.invoke(
            function,
            payload: try JSONWriter.bytes(of: ["status": command.id]),
            isIdempotent: true,
            deadline: scope.deadline.work
        )
        switch answer {
        case .failed(let error):
            throw StepError(description: "\(function) failed when it was asked how load \(command.id) is: \(error)")
        case .returned(let bytes):
            guard let status = LoadStatus(json: bytes) else {
                throw StepError(
                    description:
                        "\(function) does not answer {\"status\": \"\(command.id)\"} with {\"outcome\": \"Load\" or \"Unknown\", \"loads\": [{\"table\", \"status\"}]}"
                )
            }
            return status
        }
    }
}
