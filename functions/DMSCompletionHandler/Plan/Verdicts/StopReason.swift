/// Why DMS says a task stopped.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html
enum StopReason: Sendable, Hashable {
    case normal
    case recoverableError
    case fatalError
    case fullLoadOnlyFinished
    case stoppedAfterFullLoad
    case stoppedAfterCachedEvents
    case expressLicenseLimitsReached
    case stoppedAfterDDLApply
    case stoppedDueToLowMemory
    case stoppedDueToLowDisk
    case stoppedAtServerTime
    case stoppedAtCommitTime
    case reconfigurationRestart
    case recycleTask
    /// A reason that is not in AWS's documentation of today.
    case unknown(String)

    /// Reads `Stop Reason FULL_LOAD_ONLY_FINISHED`, with or without its first two words, and with whatever DMS adds behind
    /// (`… Error Level RECOVERABLE`). `nil` for an empty text.
    init?(text: String) {
        var words = text.split(whereSeparator: \.isWhitespace)
        if words.count >= 2, words[0].lowercased() == "stop", words[1].lowercased() == "reason" { words.removeFirst(2) }
        guard let name = words.first else { return nil }
        self = Self.named[String(name).uppercased()] ?? .unknown(String(name))
    }

    /// As AWS writes it, e.g. `FULL_LOAD_ONLY_FINISHED`.
    var name: String {
        if case .unknown(let name) = self { return name }
        return Self.named.first { $0.value == self }?.key ?? ""
    }

    /// Those that a migration may name as its end in `acceptStops`: somebody planned them.
    static let planned: [StopReason] = [
        .stoppedAfterFullLoad, .stoppedAfterCachedEvents, .stoppedAtServerTime, .stoppedAtCommitTime,
        .stoppedAfterDDLApply,
    ]

    private static let named: [String: StopReason] = [
        "NORMAL": .normal,
        "RECOVERABLE_ERROR": .recoverableError,
        "FATAL_ERROR": .fatalError,
        "FULL_LOAD_ONLY_FINISHED": .fullLoadOnlyFinished,
        "STOPPED_AFTER_FULL_LOAD": .stoppedAfterFullLoad,
        "STOPPED_AFTER_CACHED_EVENTS": .stoppedAfterCachedEvents,
        "EXPRESS_LICENSE_LIMITS_REACHED": .expressLicenseLimitsReached,
        "STOPPED_AFTER_DDL_APPLY": .stoppedAfterDDLApply,
        "STOPPED_DUE_TO_LOW_MEMORY": .stoppedDueToLowMemory,
        "STOPPED_DUE_TO_LOW_DISK": .stoppedDueToLowDisk,
        "STOPPED_AT_SERVER_TIME": .stoppedAtServerTime,
        "STOPPED_AT_COMMIT_TIME": .stoppedAtCommitTime,
        "RECONFIGURATION_RESTART": .reconfigurationRestart,
        "RECYCLE_TASK": .recycleTask,
    ]
}
