import UTCTime

extension CompletionRecorder {
    /// Has a stop that cannot be decided now looked at again, or gives it up.
    ///
    /// - Parameters:
    ///   - record: the claim, when it was made; it is let go.
    ///   - orElse: what it is when nobody looks any more.
    func later(
        _ stop: CompletionEvent,
        _ reason: String,
        _ request: CheckRequest,
        _ call: InvocationScope,
        orElse last: CheckOutcome = .undecided,
        record: ClaimRecord? = nil
    ) async throws -> CheckReport {
        guard isExhausted(stop, request) else {
            if record != nil { try await release(stop, call, outcome: .rechecking) }
            return try await recheck(stop, reason, request, call)
        }
        guard last == .undecided else { return stop.report(last, reason) }
        let report = stop.report(.undecided, reason)
        let mine: ClaimRecord? = if let record { record } else { try await claimed(stop, call) }
        guard let mine else { return stop.report(.duplicate, "another invocation has this stop") }
        try await tell(report, mine, call)
        try await note(stop, call, .undecided, keepsLease: false, outcome: .undecided, told: .undecided)
        return report
    }

    /// The check could not be made: later, if that may help, else when the message comes again.
    func blocked(
        _ stop: CompletionEvent,
        _ problem: CheckBlocked,
        _ record: ClaimRecord,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        if problem.isTransient, !request.isSweep, !isExhausted(stop, request), rechecks.url != nil {
            try await release(stop, call, outcome: .rechecking)
            return try await recheck(stop, problem.description, request, call)
        }
        let report = stop.report(.blocked, problem.description)
        try await tell(report, record, call)
        try await note(stop, call, .blocked, keepsLease: false, outcome: .blocked, told: .blocked)
        return report
    }

    /// Tells of an outcome, unless that was the last one told.
    func tell(_ report: CheckReport, _ record: ClaimRecord, _ call: InvocationScope) async throws {
        guard report.outcome.isTold || report.outcome == .stepFailed, record.told != report.outcome.rawValue else {
            return
        }
        try await notifier.notify(report, deadline: call.end)
    }

    func release(_ stop: CompletionEvent, _ call: InvocationScope, outcome: CheckOutcome) async throws {
        try await note(stop, call, .working, keepsLease: false, outcome: outcome)
    }

    func note(
        _ stop: CompletionEvent,
        _ call: InvocationScope,
        _ status: ClaimRecord.Status,
        keepsLease: Bool = true,
        outcome: CheckOutcome? = nil,
        manifest: S3Location? = nil,
        steps: [String: String]? = nil,
        told: CheckOutcome? = nil
    ) async throws {
        try await claims.note(
            stop.migration.taskARN,
            run: stop.run,
            owner: call.requestID,
            status: status,
            keepsLease: keepsLease,
            outcome: outcome,
            manifest: manifest,
            steps: steps,
            told: told,
            deadline: call.end
        )
    }

    /// Tells of something that is no stop, once under its name.
    func tellOnce(_ stop: CompletionEvent, _ report: CheckReport, _ call: InvocationScope) async throws {
        guard let record = try await claimed(stop, call) else { return }
        try await tell(report, record, call)
        try await note(stop, call, .settled, outcome: report.outcome, told: report.outcome)
    }

    private func claimed(_ stop: CompletionEvent, _ call: InvocationScope) async throws -> ClaimRecord? {
        let claim = try await claims.claim(
            stop.migration.taskARN,
            run: stop.run,
            owner: call.requestID,
            lease: call.lease,
            isAgain: false,
            deadline: call.end
        )
        if case .mine(let record) = claim { return record }
        return nil
    }

    private func isExhausted(_ stop: CompletionEvent, _ request: CheckRequest) -> Bool {
        RecheckSchedule.isExhausted(
            attempt: request.attempt,
            limit: recheckLimit,
            hasQueue: rechecks.url != nil && !request.isSweep,
            stoppedAt: stop.stoppedAt,
            now: .now()
        )
    }

    private func recheck(
        _ stop: CompletionEvent,
        _ reason: String,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        guard !request.isSweep, rechecks.url != nil else {
            return stop.report(.rechecking, "\(reason); the sweeper looks again")
        }
        // DataSync is asked about the execution, not about the task's latest.
        let resource = if case .resource(let arn) = request.subject { arn } else { stop.migration.taskARN }
        let message = RecheckMessage(
            resource: resource,
            attempt: request.attempt + 1,
            endedAt: request.endedAt?.rfc3339,
            run: request.run
        )
        let delay = RecheckSchedule.delay(after: request.attempt)
        _ = try await rechecks.send(message, after: delay, deadline: call.end)
        return stop.report(.rechecking, "\(reason); looking again in \(delay) seconds")
    }
}
