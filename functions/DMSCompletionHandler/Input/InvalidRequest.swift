/// An input that cannot be read, or that is not for this function.
struct InvalidRequest: Error, Sendable, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
