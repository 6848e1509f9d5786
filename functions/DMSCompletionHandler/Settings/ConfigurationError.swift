/// What is wrong in `MIGRATIONS`, and where.
struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Completes "expected …".
    let description: String

    init(_ expected: String) { description = expected }
}
