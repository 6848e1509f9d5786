import DatabaseClient

/// A request for a snapshot to count in: the server, the user, and the limits of the count. The description never
/// contains the password.
struct SnapshotRequest: Sendable, CustomStringConvertible {
    var server: DatabaseServer
    /// The maximum number of simultaneous connections, 1 or more. An engine that cannot share a snapshot between
    /// connections opens only one.
    var connections: Int
    /// The time limits of each statement. The statement timeout is not longer than the remaining time of the check.
    var limits: StatementLimits
    /// `true` when the remaining time is shorter than the configured statement timeout.
    var isShortOfTime = false

    var description: String { "\(server)" }
}
