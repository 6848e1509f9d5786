/// The time at which waiting files are loaded: one activity of the warehouse for all tables that are due.
struct LoadWindow: Sendable, Equatable {
    /// From one load of a table to the next.
    var every = Duration.seconds(15 * 60)
    /// A table's load begins so long after its first waiting file, so that files that come together are loaded together.
    var wait = Duration.seconds(120)
    /// Files of one load.
    var maximumFiles = 500
    /// Bytes of one load's files.
    var maximumBytes: Int64 = 20_000_000_000
}
