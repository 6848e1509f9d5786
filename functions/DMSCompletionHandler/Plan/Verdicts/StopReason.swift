/// The reason that DMS gives for a stop.
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

    /// Reads `Stop Reason FULL_LOAD_ONLY_FINISHED`, with or without its first two words, and with whatever DMS puts before
    /// and behind it: `Last Error … Stop Reason FATAL_ERROR Error Level FATAL`. `nil` for an empty text.
    init?(text: String) {
        let words = text.split { $0.isWhitespace || ":;,.()[]\"'=<>".contains($0) }.map(String.init)
        guard let first = words.first else { return nil }
        let said = Self.word(behind: "stop", "reason", in: words)
        if let said {
            let level = Self.errorLevel(words)
            let named = Self.named[said] ?? (level == .fatalError ? .fatalError : .unknown(said))
            // No run ends well by a fatal error, whatever word stands beside it.
            self = level == .fatalError && named.isEnd ? .fatalError : named
        } else {
            let known =
                words.last { $0.utf8.contains(UInt8(ascii: "_")) && Self.named[$0.uppercased()] != nil } ?? first
            self = Self.named[known.uppercased()] ?? Self.errorLevel(words) ?? .unknown(String(text.prefix(100)))
        }
    }

    /// As AWS writes it, e.g. `FULL_LOAD_ONLY_FINISHED`.
    var name: String {
        if case .unknown(let name) = self { return name }
        return Self.named.first { $0.value == self }?.key ?? ""
    }

    /// Reasons that a migration may name as its end in `accept_stops`: they were planned.
    static let planned: [StopReason] = [
        .stoppedAfterFullLoad, .stoppedAfterCachedEvents, .stoppedAtServerTime, .stoppedAtCommitTime,
        .stoppedAfterDDLApply,
    ]

    /// `true` for a task that finished its work, or was stopped as planned.
    private var isEnd: Bool { self == .normal || self == .fullLoadOnlyFinished || Self.planned.contains(self) }

    private static func errorLevel(_ words: [String]) -> StopReason? {
        switch word(behind: "error", "level", in: words) {
        case "FATAL": .fatalError
        case "RECOVERABLE": .recoverableError
        default: nil
        }
    }

    /// The word behind the last occurrence of two others, in capitals: DMS quotes earlier messages in front of its own.
    private static func word(behind first: String, _ second: String, in words: [String]) -> String? {
        let places = words.indices.dropLast(2).filter {
            words[$0].lowercased() == first && words[$0 + 1].lowercased() == second
        }
        return places.last.map { words[$0 + 2].uppercased() }
    }

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
