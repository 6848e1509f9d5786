/// A column of a table that no ALTER can make what the plan needs.
public struct SchemaConflict: Sendable, Hashable, Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
