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
    /// A stop reason that AWS does not document.
    case unknown(String)

    /// Reads DMS's text `Stop Reason FULL_LOAD_ONLY_FINISHED`, with or without `Stop Reason`; `nil` for an empty text.
    /// Other text may be before and after it: `Last Error … Stop Reason FATAL_ERROR Error Level FATAL`.
    init?(text: String) {
        let words = text.split { $0.isWhitespace || ":;,.()[]\"'=<>".contains($0) }.map(String.init)
        guard let first = words.first else { return nil }
        let said = Self.word(behind: "stop", "reason", in: words)
        if let said {
            let level = Self.errorLevel(words)
            let named = Self.named[said] ?? (level == .fatalError ? .fatalError : .unknown(said))
            // A fatal error is never a success, whatever stop reason DMS gives with it.
            self = level == .fatalError && named.isEnd ? .fatalError : named
        } else {
            let known =
                words.last { $0.utf8.contains(UInt8(ascii: "_")) && Self.named[$0.uppercased()] != nil } ?? first
            self = Self.named[known.uppercased()] ?? Self.errorLevel(words) ?? .unknown(String(text.prefix(100)))
        }
    }

    /// The stop reason as AWS writes it, such as `FULL_LOAD_ONLY_FINISHED`.
    var name: String {
        if case .unknown(let name) = self { return name }
        return Self.named.first { $0.value == self }?.key ?? ""
    }

    /// The reasons of planned stops. A migration may accept them as its completion by `accept_stops`.
    static let planned: [StopReason] = [
        .stoppedAfterFullLoad, .stoppedAfterCachedEvents, .stoppedAtServerTime, .stoppedAtCommitTime,
        .stoppedAfterDDLApply,
    ]

    /// `true` when the task finished its work or stopped as planned.
    private var isEnd: Bool { self == .normal || self == .fullLoadOnlyFinished || Self.planned.contains(self) }

    private static func errorLevel(_ words: [String]) -> StopReason? {
        switch word(behind: "error", "level", in: words) {
        case "FATAL": .fatalError
        case "RECOVERABLE": .recoverableError
        default: nil
        }
    }

    /// Returns the word that follows the last occurrence of `first` `second`, and converts it to capitals. The last one
    /// counts, because DMS quotes earlier messages before its own message.
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
