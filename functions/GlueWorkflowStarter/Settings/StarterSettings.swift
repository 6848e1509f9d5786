import LambdaRuntime

/// The function's settings, read once.
struct StarterSettings: Sendable {
    static let longestWait = 604_800
    static let longestWindow = 900

    let table: String
    /// The region of the executions and workflows; `nil` when `AWS_REGION` is not set.
    let region: String?
    /// Default for a request that omits `concurrency`. The settings below, down to `stopOnAbort`, are defaults too.
    let concurrency: ConcurrencyPolicy
    /// Default for `waitLimitSeconds`, in seconds.
    let waitLimit: Int
    /// Default for `windowSeconds`, in seconds.
    let window: Int
    let unreached: UnreachedNodes
    let onFailed: FailedRunPolicy
    let stopOnAbort: Bool
    /// The time to wait after the answer to a start call was lost. Then the function searches for the run again, and
    /// repeats the start if there is none.
    let lostStartWait: Duration
    /// The name or ARN of the event bus that gets an event for each run that is over; `nil` for no bus.
    let eventBus: String?
    /// The time for which a finished request is kept in the state table.
    let retention: Duration

    /// - Throws: `InvalidSettings`, which names every variable that cannot be used.
    init(_ environment: Environment) throws(InvalidSettings) {
        var reader = SettingsReader(environment)
        self.init(&reader)
        try reader.finish()
    }

    /// - Parameter reader: reads the variables, and collects every mistake.
    init(_ reader: inout SettingsReader) {
        table = reader.required("STATE_TABLE", expected: "the name of the function's DynamoDB table")
        region = reader.optional("AWS_REGION")
        concurrency = reader.choice("CONCURRENCY_POLICY", default: .wait)
        waitLimit = reader.integer("WAIT_LIMIT_SECONDS", in: 0...Self.longestWait, default: 3600)
        window = reader.integer("WINDOW_SECONDS", in: 0...Self.longestWindow, default: 0)
        unreached = reader.choice("UNREACHED_NODES", default: .fail)
        onFailed = reader.choice("ON_FAILED", default: .keep)
        stopOnAbort = reader.flag("STOP_ON_ABORT", default: true)
        lostStartWait = .seconds(reader.integer("LOST_START_WAIT_SECONDS", in: 5...900, default: 60))
        retention = .seconds(86_400 * reader.integer("STATE_RETENTION_DAYS", in: 1...3650, default: 90))
        eventBus = reader.optional("EVENT_BUS_NAME")
    }
}
