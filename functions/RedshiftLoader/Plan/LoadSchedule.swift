/// The schedule of a plan's loads. All due tables are loaded together, in one activity of the warehouse.
struct LoadSchedule: Sendable, Equatable {
    /// The time between two loads of a table.
    var every = Duration.seconds(15 * 60)
    /// The least time from a table's first waiting file to its load, so that files that arrive together are loaded
    /// together.
    var wait = Duration.seconds(120)
    /// The most files of one load.
    var maximumFiles = 500
    /// The most bytes of one load's files.
    var maximumBytes: Int64 = 20_000_000_000
}
