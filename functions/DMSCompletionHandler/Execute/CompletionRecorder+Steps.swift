import LambdaRuntime

extension CompletionRecorder {
    /// Takes the steps that are open, tells, and closes the claim.
    func goOn(
        _ stop: CompletionEvent,
        _ manifest: Manifest,
        _ location: S3Location,
        _ record: ClaimRecord,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        var report = Self.report(stop, manifest, location)
        report.steps = record.steps
        if record.manifest == nil { count(report, call) }
        try await note(stop, call, .working, manifest: location)
        let detail = MigrationEvent(report).json
        for step in StepPlan(stop.migration.next, verdict: manifest.verdict, known: record.steps).open {
            let input = StepInput(
                migration: stop.migration,
                manifest: manifest,
                location: location,
                run: stop.run,
                detail: detail,
                state: record.steps[step.rawValue].flatMap(StepState.init(rawValue:))
            )
            do {
                let state = try await steps.take(step, input, deadline: call.deadline)
                report.steps[step.rawValue] = state.rawValue
                try await note(stop, call, .working, steps: report.steps)
            } catch {
                return try await failed(step, error, stop, report, record, call)
            }
        }
        if report.steps.values.contains(StepState.waiting.rawValue) {
            return try await waiting(stop, report, request, call)
        }
        try await tell(report, record, call)
        try await note(
            stop,
            call,
            .settled,
            outcome: report.outcome,
            told: report.outcome.isTold ? report.outcome : nil
        )
        return report
    }

    /// What a manifest means to whoever waits for it.
    static func report(_ stop: CompletionEvent, _ manifest: Manifest, _ location: S3Location) -> CheckReport {
        let outcome: CheckOutcome =
            switch manifest.verdict {
            case .passed: .passed
            case .partlyPassed: .partlyPassed
            case .held: .held
            case .failed: .failed
            }
        var report = stop.report(outcome, manifest.reason)
        report.manifest = location.description
        report.passedTables = manifest.passed
        report.heldTables = manifest.tables.filter { $0.verdict == "held" }.map {
            CheckReport.HeldTable(table: $0.table, reason: $0.reason)
        }
        return report
    }

    private func count(_ report: CheckReport, _ call: InvocationScope) {
        call.metrics.add("TablesPassed", Double(report.passedTables.count))
        call.metrics.add("TablesHeld", Double(report.heldTables.count))
    }

    private func failed(
        _ step: NextStep,
        _ error: any Error,
        _ stop: CompletionEvent,
        _ report: CheckReport,
        _ record: ClaimRecord,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        var report = report
        report.outcome = .stepFailed
        report.reason = "\(step.rawValue): \(CheckBlocked("starting it", error))"
        report.steps[step.rawValue] = "failing"
        try await tell(report, record, call)
        try await note(stop, call, .working, keepsLease: false, told: .stepFailed)
        return report
    }

    /// A step is still going on: the function looks after it later, whatever the task does meanwhile.
    private func waiting(
        _ stop: CompletionEvent,
        _ report: CheckReport,
        _ request: CheckRequest,
        _ call: InvocationScope
    ) async throws -> CheckReport {
        var report = report
        report.outcome = .continuing
        try await note(stop, call, .working, keepsLease: false)
        if !request.isSweep {
            let message = RecheckMessage(
                resource: stop.migration.taskARN,
                attempt: min(request.attempt + 1, 1000),
                run: stop.run
            )
            _ = try await rechecks.send(message, after: 60, deadline: call.end)
        }
        return report
    }
}
