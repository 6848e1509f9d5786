/// The error for a table's column that no ALTER can change to the type that the plan needs.
public struct SchemaConflict: Sendable, Hashable, Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
