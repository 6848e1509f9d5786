/// Answers requests about runs that exist: `check` and `stop`.
struct ExistingRunHandler: Sendable {
    let scope: InvocationScope

    private var driver: RunDriver { RunDriver(scope: scope) }
    private var starter: StartRequestHandler { StartRequestHandler(scope: scope) }
    private var finisher: RunFinisher { RunFinisher(scope: scope) }

    /// Decides whether a run succeeded.
    ///
    /// - Parameters:
    ///   - policy: the caller's own policy; `nil` for the policy of the request that started the run.
    ///   - failOnError: `true` to throw the error of a failed run.
    func check(_ reference: RunReference, _ policy: VerdictPolicy?, failOnError: Bool) async throws -> StarterAnswer {
        let answer = try await answer(reference, policy)
        if failOnError, let failure = answer.failure { throw failure }
        return answer
    }

    private func answer(_ reference: RunReference, _ policy: VerdictPolicy?) async throws -> StarterAnswer {
        switch reference {
        case .run(let workflow, let id):
            let policy = policy ?? VerdictPolicy(unreached: scope.settings.unreached)
            return try await finisher.judge(id, workflow, policy)
        case .key(let key):
            guard var entry = try await starter.run(of: key) else { throw StartRequestHandler.unknown(key) }
            try await driver.drive(&entry)
            var answer = try await starter.answer(to: key)
            // The caller's own policy changes this answer only. The recorded end stays, because other tasks were
            // notified of it.
            if let policy, let id = answer.runId {
                let judged = try await finisher.judge(id, key.workflow, policy)
                (answer.status, answer.error, answer.message) = (judged.status, judged.error, judged.message)
                answer.nodes = judged.nodes
            }
            return answer
        }
    }

    /// Stops a run, or cancels a request that has no run yet. A second stop is no error.
    func stop(_ reference: RunReference) async throws -> StarterAnswer {
        switch reference {
        case .run(let workflow, let id):
            _ = try await RunStopper(scope: scope).stopRun(id, workflow)
            return try await answer(reference, nil)
        case .key(let key):
            guard var entry = try await starter.run(of: key) else { throw StartRequestHandler.unknown(key) }
            if !entry.record.isOver {
                try await RunStopper(scope: scope).stop(&entry)
                try await driver.drive(&entry)
            }
            return try await starter.answer(to: key)
        }
    }
}
