/// The error for a table's column that the loader does not change to the type that the plan needs. No ALTER can make
/// the change, or the caller does not allow wider text columns.
public struct SchemaConflict: Sendable, Hashable, Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
