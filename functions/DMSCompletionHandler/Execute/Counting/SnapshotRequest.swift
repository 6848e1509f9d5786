import DatabaseClient

/// A snapshot that is to be counted in: the server, the user who counts, and the limits of the count. Never described with the
/// password.
struct SnapshotRequest: Sendable, CustomStringConvertible {
    var server: DatabaseServer
    /// Connections at a time, 1 or more. An engine that cannot share one snapshot between connections opens one.
    var connections: Int
    /// Limits of each statement. Its timeout is not longer than the time that is left.
    var limits: StatementLimits
    /// True when the time that is left is shorter than the limit that is configured.
    var isShortOfTime = false

    var description: String { "\(server)" }
}
