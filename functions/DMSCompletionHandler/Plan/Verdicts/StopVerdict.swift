import UTCTime
import AWSDMS

/// Judges a task's status, stop reason and progress, before a table is examined (EVIDENCE.md). No I/O.
enum StopVerdict: Sendable, Equatable {
    /// DMS reports the task as finished. The task's tables decide the verdict.
    case candidate
    case failed(String)
    /// A planned stop that the migration does not accept as its end.
    case planned(StopReason)
    /// The task is running or starting. The event is older than this start, or the API does not show the stop yet.
    case running
    /// The task never ran or is being deleted. There is no stop to judge.
    case noStop(String)
    /// The task's status is not final and will change by itself.
    case recheck(String)
    /// AWS does not document the status or the stop reason. It therefore never counts as a success.
    case undecided(String)

    /// - Parameter accepted: stop reasons that count as completion, in addition to those that always do.
    init(_ task: TaskState, accepted: Set<StopReason>) {
        switch task.status {
        case "stopped", "deprovisioned": self = Self.ofStopped(task, accepted)
        case "failed": self = .failed(Self.words("the task failed", task))
        case "running", "starting", "replication-starting": self = .running
        case "stopping", "modifying", "moving", "testing":
            self = .recheck("the task is \(task.status)")
        case "initialising", "initializing", "preparing-metadata-resources", "testing-connection", "fetching-metadata",
            "calculating-capacity", "provisioning-capacity":
            self = .running
        case "creating", "created", "ready": self = .noStop("the task is \(task.status): it has not been started")
        case "deleting": self = .noStop("the task is being deleted")
        case "": self = .undecided("DMS gives no status")
        default: self = .undecided("the status \"\(task.status)\" is not known")
        }
    }

    private static func ofStopped(_ task: TaskState, _ accepted: Set<StopReason>) -> StopVerdict {
        guard task.stopDate != nil else { return .recheck("DMS does not show a stop date yet") }
        guard task.showsOwnStop else { return .recheck("DMS still shows the stop date of the run before") }
        guard let reason = task.stopReason else { return .recheck("DMS does not show a stop reason yet") }
        switch reason {
        case .fullLoadOnlyFinished: return ofProgress(task)
        case .stoppedAfterFullLoad, .stoppedAfterCachedEvents, .stoppedAtServerTime, .stoppedAtCommitTime,
            .stoppedAfterDDLApply:
            return accepted.contains(reason) ? ofProgress(task) : .planned(reason)
        case .normal: return ofNormalStop(task)
        case .recoverableError, .reconfigurationRestart, .recycleTask:
            return .recheck("DMS stopped with \(reason.name) and is expected to resume by itself")
        case .fatalError, .stoppedDueToLowMemory, .stoppedDueToLowDisk, .expressLicenseLimitsReached:
            return .failed(words("DMS stopped with \(reason.name)", task))
        case .unknown(let name): return .undecided("the stop reason \"\(name)\" is not known")
        }
    }

    /// Judges the stop reason `NORMAL`. DMS gives it for a finished task and for a task that was stopped by hand.
    private static func ofNormalStop(_ task: TaskState) -> StopVerdict {
        switch task.type {
        case .fullLoad:
            guard let percent = task.progress.fullLoadPercent else {
                return .recheck("DMS does not show the progress of the full load yet")
            }
            return percent == 100 ? ofProgress(task) : .failed("stopped at \(percent) % of the full load")
        case .cdc, .fullLoadAndCDC: return .planned(.normal)
        case nil: return .undecided("the migration type is not known, so that NORMAL may be an end or an interruption")
        }
    }

    /// Judges the progress numbers, which can contradict a finished load. They may lag behind the stop, but a
    /// contradiction that stays is never a success.
    private static func ofProgress(_ task: TaskState) -> StopVerdict {
        let progress = task.progress
        if let loading = progress.tablesLoading, loading > 0 {
            return .recheck("DMS says that it is still loading \(loading) tables")
        }
        if let queued = progress.tablesQueued, queued > 0 {
            return .recheck("DMS says that \(queued) tables still wait to be loaded")
        }
        guard task.type != .cdc else { return .candidate }
        if let percent = progress.fullLoadPercent, percent < 100 {
            return .recheck("DMS shows \(percent) % of the full load")
        }
        if let began = progress.fullLoadStartDate {
            guard let finished = progress.fullLoadFinishDate else {
                return .recheck("DMS shows a full load that began at \(began.rfc3339) and no end of it")
            }
            if finished < began { return .recheck("DMS shows the end of an earlier full load") }
        }
        return .candidate
    }

    private static func words(_ what: String, _ task: TaskState) -> String {
        guard let failure = task.failure, !failure.isEmpty else { return what }
        return "\(what): \(failure.prefix(1000))"
    }
}
