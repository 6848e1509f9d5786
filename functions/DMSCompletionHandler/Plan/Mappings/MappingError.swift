/// The table mappings of a task cannot be used to say what should have been migrated.
struct MappingError: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String

    init(_ reason: String) { description = "the task's table mappings: \(reason)" }
}
