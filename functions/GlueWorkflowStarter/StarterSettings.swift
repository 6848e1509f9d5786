import LambdaRuntime

/// What becomes of a trigger while a run of its workflow is in flight.
enum ConcurrencyPolicy: String, Codable, CaseIterable, Sendable {
    /// Its own run, tried again until the wait limit.
    case wait
    /// The run in flight is its run.
    case join
    /// One more run for all that queue meanwhile.
    case coalesce
    /// An error.
    case fail

    /// Whether triggers of this policy keep to one run at a time among themselves.
    var usesSlot: Bool { self == .join || self == .coalesce }
}

/// The function's settings, read once.
struct StarterSettings: Sendable {
    static let longestWait = 604_800
    static let longestWindow = 900

    let table: String
    /// Defaults for what an input does not say.
    let concurrency: ConcurrencyPolicy
    let waitLimit: Int
    let window: Int
    let unreached: UnreachedNodes
    let stopOnAbort: Bool
    /// How long after a start whose answer was lost it may be tried again.
    let settleTime: Duration
    /// How long a trigger is remembered.
    let memory: Duration

    /// - Throws: `SettingError` naming the variable.
    init(_ environment: Environment) throws(SettingError) {
        table = try environment.required("TABLE_NAME", expected: "the name of the function's DynamoDB table")
        concurrency = try environment.choice("CONCURRENCY_POLICY", default: .wait)
        waitLimit = try environment.integer("WAIT_LIMIT_SECONDS", in: 0...Self.longestWait, default: 3600)
        window = try environment.integer("WINDOW_SECONDS", in: 0...Self.longestWindow, default: 0)
        unreached = try environment.choice("UNREACHED_NODES", default: .fail)
        stopOnAbort = try environment.flag("STOP_ON_ABORT", default: true)
        settleTime = .seconds(try environment.integer("START_SETTLE_SECONDS", in: 5...900, default: 60))
        memory = .seconds(86_400 * (try environment.integer("DEDUPE_DAYS", in: 1...3650, default: 90)))
    }
}
