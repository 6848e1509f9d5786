/// The treatment of a request that arrives while a run of its workflow is in flight.
enum ConcurrencyPolicy: String, Codable, CaseIterable, Sendable {
    /// The request gets its own run. A refused start is retried until the wait limit.
    case wait
    /// The request shares the run that is in flight.
    case join
    /// The request is queued. All queued requests share the next run.
    case coalesce
    /// The request gets an error.
    case fail

    /// `true` when requests with this policy use the workflow lock. The lock allows them one run at a time.
    var usesLock: Bool { self == .join || self == .coalesce }
}
