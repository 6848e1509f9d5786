/// The schedule of a plan's loads. All due tables are loaded together, in one activity of the warehouse.
struct LoadSchedule: Sendable, Equatable {
    /// The time between two loads of a table.
    var every = Duration.seconds(15 * 60)
    /// The minimum time between the arrival of a table's first waiting file and the load. Files that arrive together
    /// are therefore loaded together.
    var wait = Duration.seconds(120)
    /// The maximum number of files in one load.
    var maximumFiles = 500
    /// The maximum total size, in bytes, of one load's files.
    var maximumBytes: Int64 = 20_000_000_000
}
