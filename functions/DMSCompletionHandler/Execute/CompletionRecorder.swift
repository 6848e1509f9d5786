import UTCTime

/// Settles a stop once: claim, proof, manifest, next steps, notice. Whatever was reached is written down, and whoever comes
/// next goes on from there.
struct CompletionRecorder: Sendable {
    let claims: ClaimStore
    let manifests: ManifestStore
    let steps: StepRunner
    let notifier: Notifier
    let rechecks: RecheckQueue
    let recheckLimit: Int

    /// - Parameter prove: is given the revision the manifest will have.
    /// - Throws: ``CheckBlocked`` and others, when not even the claim can be made or written down.
    func settle(
        _ stop: CompletionEvent,
        _ request: CheckRequest,
        _ call: InvocationScope,
        prove: (_ revision: Int) async throws -> StopProof
    ) async throws -> CheckReport {
        let claim = try await claims.claim(
            stop.migration.taskARN,
            run: stop.run,
            owner: call.requestID,
            lease: call.lease,
            isAgain: request.isAgain,
            deadline: call.deadline
        )
        guard case .mine(let record) = claim else { return duplicate(stop, claim) }
        let location = manifests.location(stop.migration.name, run: stop.run, revision: record.revision)
        let proof: StopProof
        do {
            proof = try await self.proof(record, location, prove, call)
        } catch {
            return try await blocked(
                stop,
                CheckBlocked("checking \(stop.migration.name)", error),
                record,
                request,
                call
            )
        }
        switch proof {
        case .manifest(let manifest): return try await goOn(stop, manifest, location, record, request, call)
        case .later(let reason): return try await later(stop, reason, request, call, record: record)
        case .stale(let reason):
            try await release(stop, call, outcome: .stale)
            return stop.report(.stale, reason)
        }
    }

    /// Goes on with the next steps of a stop whose manifest is written.
    ///
    /// - Throws: as ``settle(_:_:_:prove:)``.
    func goOn(_ stop: CompletionEvent, _ request: CheckRequest, _ call: InvocationScope) async throws -> CheckReport {
        try await settle(stop, request, call) { _ in
            throw CheckBlocked(
                "\(stop.migration.name) has no manifest of \(stop.run) to go on from",
                isTransient: false
            )
        }
    }

    /// The manifest that counts: one that was written before, by an invocation that did not come further, or a new one.
    private func proof(
        _ record: ClaimRecord,
        _ location: S3Location,
        _ prove: (_ revision: Int) async throws -> StopProof,
        _ call: InvocationScope
    ) async throws -> StopProof {
        if record.manifest != nil {
            guard let manifest = try await manifests.read(location, deadline: call.deadline) else {
                throw CheckBlocked("the manifest \(location) is gone", isTransient: false)
            }
            return .manifest(manifest)
        }
        let proof = try await prove(record.revision)
        guard case .manifest(let manifest) = proof else { return proof }
        return .manifest(try await manifests.write(manifest, to: location, deadline: call.deadline))
    }

    private func duplicate(_ stop: CompletionEvent, _ claim: Claim) -> CheckReport {
        guard case .taken(let record?) = claim else {
            return stop.report(.duplicate, "another invocation has this stop")
        }
        var report = stop.report(.duplicate, "another invocation has this stop")
        if record.status == .settled { report.reason = "settled before: \(record.outcome ?? "")" }
        report.manifest = record.manifest
        report.steps = record.steps
        return report
    }
}
