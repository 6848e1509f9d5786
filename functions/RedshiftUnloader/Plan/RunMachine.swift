import UTCTime

/// Decides the next step of a run from its documents, without I/O.
///
/// Each step may happen twice. After any step another invocation may continue the run, because it needs only the
/// documents.
struct RunMachine: Sendable {
    enum Step: Sendable, Equatable {
        /// Records the exports that may have a statement, before any work on them begins.
        case take(slots: [String])
        case work([Task])
        case close(RunRecord.Status)
    }

    enum Task: Sendable, Equatable {
        /// Submits the export. Its client token makes a repeated submission find the first one.
        case submit(String)
        /// Checks the export's statement, and finishes the export when the statement has ended.
        case check(String)
        /// Records that the export's statement must be cancelled.
        case stop(String, because: ExportOutcome)
        /// Ends the export without a submission.
        case drop(String)
    }

    /// The longest time for which a submission may be repeated. A client token is valid for 8 hours. Well before that,
    /// a submission with an unknown result becomes another attempt.
    static let submissionLifetime = Duration.seconds(7 * 3600)

    let run: RunRecord
    let exports: [ExportRecord]
    let now: UTCTime

    /// The run's next step; `nil` for a run that is closed, or whose start is not complete.
    var next: Step? {
        guard run.state == .open else { return nil }
        if exports.allSatisfy({ $0.isOver(in: run) }) { return .close(outcome) }
        let slots = slots
        if slots != run.active { return .take(slots: slots) }
        return .work(tasks)
    }

    private var slots: [String] {
        let open = exports.filter { !$0.isOver(in: run) }
        var slots = run.active.filter { name in open.contains { $0.name == name } }
        guard !run.isCancelRequested else { return slots }
        for export in open where slots.count < run.maximumStatements && !slots.contains(export.name) {
            slots.append(export.name)
        }
        return slots
    }

    private var tasks: [Task] {
        exports.compactMap { export in
            guard !export.isOver(in: run) else { return nil }
            guard run.active.contains(export.name) else {
                return run.isCancelRequested ? .drop(export.name) : nil
            }
            switch export.phase {
            case .pending, .over: return run.isCancelRequested ? .drop(export.name) : .submit(export.name)
            case .waiting:
                if run.isCancelRequested { return .drop(export.name) }
                return export.retryAt.map { $0 <= now } ?? true ? .submit(export.name) : nil
            case .submitting: return .submit(export.name)
            case .stopping: return .check(export.name)
            case .submitted:
                if run.isCancelRequested { return .stop(export.name, because: .cancelled) }
                return isLate(export) ? .stop(export.name, because: .timedOut) : .check(export.name)
            }
        }
    }

    private func isLate(_ export: ExportRecord) -> Bool {
        guard let submittedAt = export.submittedAt else { return false }
        return now.duration(since: submittedAt) >= .seconds(60 * export.definition.timeoutMinutes)
    }

    private var outcome: RunRecord.Status {
        let outcomes = exports.compactMap(\.result?.outcome)
        if outcomes.allSatisfy(\.isDone) { return .succeeded }
        if outcomes.contains(where: \.isFailure) { return outcomes.contains(where: \.isDone) ? .partial : .failed }
        if outcomes.contains(.cancelled) { return .cancelled }
        return outcomes.contains(where: \.isDone) ? .succeeded : .skipped
    }

    /// `true` when one of the run's statements is half an hour over its limit. The statement neither ended nor could be
    /// cancelled, or it could not be submitted. A person must act.
    var isStuck: Bool {
        run.state == .open
            && exports.contains { export in
                guard run.active.contains(export.name), !export.isOver(in: run), export.phase != .waiting,
                    let since = export.submittedAt ?? export.since
                else { return false }
                return now.duration(since: since) > .seconds(60 * (export.definition.timeoutMinutes + 30))
            }
    }
}

extension RunMachine.Task {
    var isSubmission: Bool { if case .submit = self { true } else { false } }

    var export: String {
        switch self {
        case .submit(let name), .check(let name), .stop(let name, _), .drop(let name): name
        }
    }
}
