/// The error for table mappings that do not show which tables or rows should have been migrated.
struct MappingError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String

    init(_ reason: String) { description = "the task's table mappings: \(reason)" }
}
