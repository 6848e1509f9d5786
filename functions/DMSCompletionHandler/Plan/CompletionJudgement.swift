import AWSDMS
import AWSDataSync
import UTCTime

/// The judgement on the state that the service shows. It is made before anything is claimed or counted. No I/O.
enum CompletionJudgement: Sendable, Equatable {
    /// No end of a run was found. Nothing is recorded, and the check has this outcome and reason.
    case answer(CheckOutcome, String)
    /// The run's result is still unclear. `giveUp` is the outcome when no recheck is left; only `undecided` is
    /// recorded.
    case recheck(String, giveUp: CheckOutcome)
    /// The service's own status decides the verdict.
    case conclude(Manifest.Verdict, String)
    /// DMS reports the run as finished. The task's tables must be examined.
    case examineTables(TaskState)

    /// The longest time by which the API may lag behind an event. During that time the check is repeated. An older stop
    /// date is rechecked at most ``mostChecks`` times.
    static let longestLag = Duration.seconds(900)
    private static let mostChecks = 5

    init(_ observation: Observation, _ migration: Migration, _ request: CheckRequest, now: UTCTime) {
        switch observation {
        case .absent(let outcome, let reason): self = .answer(outcome, reason)
        case .transfer(let execution): self = Self.ofTransfer(execution, request)
        case .task(let task): self = Self.ofTask(task, migration, request, now)
        }
    }

    private static func ofTask(
        _ task: TaskState,
        _ migration: Migration,
        _ request: CheckRequest,
        _ now: UTCTime
    ) -> CompletionJudgement {
        let verdict = StopVerdict(task, accepted: migration.acceptedStops)
        switch verdict {
        case .running: return notStopped(task, "the task is \(task.status)", request, now)
        case .noStop(let reason): return notStopped(task, reason, request, now)
        case .recheck(let reason), .undecided(let reason): return .recheck(reason, giveUp: .undecided)
        // DMS may show an earlier stop date for a failure. The record then distinguishes the failure from the earlier
        // end.
        case .failed(let reason): return .conclude(.failed, reason)
        case .planned, .candidate: break
        }
        if let endedAt = request.endedAt, let stop = task.stopDate, request.attempt < mostChecks,
            endedAt.duration(since: stop) > CompletionEvent.eventLag
        {
            return .recheck(
                "an event says that the task ended at \(endedAt.rfc3339), and DMS shows the stop of \(stop.rfc3339)",
                giveUp: .stale
            )
        }
        if case .planned(let reason) = verdict { return .answer(.plannedStop, "DMS stopped with \(reason.name)") }
        return .examineTables(task)
    }

    /// Judges a task that has not stopped. Either the event is older than the task's start, or the API does not show
    /// the stop yet.
    private static func notStopped(
        _ task: TaskState,
        _ reason: String,
        _ request: CheckRequest,
        _ now: UTCTime
    ) -> CompletionJudgement {
        guard let endedAt = request.endedAt, now.duration(since: endedAt) < longestLag,
            task.progress.startDate.map({ $0 <= endedAt }) ?? true
        else { return .answer(.stale, reason) }
        return .recheck("\(reason), but an event says that it ended", giveUp: .stale)
    }

    private static func ofTransfer(_ execution: TaskExecution, _ request: CheckRequest) -> CompletionJudgement {
        switch DataSyncVerdict(execution) {
        case .passed: return .conclude(.passed, "\(execution.filesTransferred ?? 0) files transferred")
        case .quarantined(let reason): return .conclude(.quarantined, reason)
        case .failed(let reason): return .conclude(.failed, reason)
        case .recheck(let reason), .undecided(let reason): return .recheck(reason, giveUp: .undecided)
        case .running:
            let reason = "the execution is \(execution.status ?? "")"
            guard request.endedAt != nil else { return .answer(.stale, reason) }
            return .recheck("\(reason), but an event says that it ended", giveUp: .undecided)
        }
    }
}
