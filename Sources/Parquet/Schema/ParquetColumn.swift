/// One column of a file without nested columns.
public struct ParquetColumn: Sendable, Equatable {
    public let name: String
    public let type: ParquetType
    /// `true` when the column's value may be missing in a row.
    public let isOptional: Bool

    public init(_ name: String, _ type: ParquetType, isOptional: Bool = true) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
    }
}
