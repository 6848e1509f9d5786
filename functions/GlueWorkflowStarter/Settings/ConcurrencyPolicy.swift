/// The treatment of a request that comes while a run of its workflow is in flight.
enum ConcurrencyPolicy: String, Codable, CaseIterable, Sendable {
    /// Its own run, tried again until the wait limit.
    case wait
    /// The run in flight is its run.
    case join
    /// One more run for all that queue meanwhile.
    case coalesce
    /// An error.
    case fail

    /// Whether requests of this policy keep to one run at a time among themselves, by the workflow's lock.
    var usesLock: Bool { self == .join || self == .coalesce }
}
