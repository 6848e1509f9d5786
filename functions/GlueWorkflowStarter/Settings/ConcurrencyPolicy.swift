/// The treatment of a request that comes while a run of its workflow is in flight.
enum ConcurrencyPolicy: String, Codable, CaseIterable, Sendable {
    /// A run of its own, retried until the wait limit.
    case wait
    /// The run in flight is the request's run too.
    case join
    /// One more run for all requests that queue meanwhile.
    case coalesce
    /// An error.
    case fail

    /// `true` when requests of this policy keep to one run at a time among themselves, by the workflow lock.
    var usesLock: Bool { self == .join || self == .coalesce }
}
