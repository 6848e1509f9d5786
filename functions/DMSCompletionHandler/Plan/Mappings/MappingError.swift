/// The error for table mappings that do not tell what should have been migrated.
struct MappingError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String

    init(_ reason: String) { description = "the task's table mappings: \(reason)" }
}
