/// One column of a flat file.
public struct ParquetColumn: Sendable, Equatable {
    public let name: String
    public let type: ParquetType
    /// `true` when rows may have no value in it.
    public let isOptional: Bool

    public init(_ name: String, _ type: ParquetType, isOptional: Bool = true) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
    }
}
