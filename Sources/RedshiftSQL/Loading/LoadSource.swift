/// One kind of files: their columns, their format, and the columns that put the changes of a key in order.
public struct LoadSource: Sendable, Hashable {
    /// The columns of the files, in the plan's order.
    public let columns: [ColumnDefinition]
    public let format: CopyFormat
    public let options: CopyOptions
    public let operation: ChangeOperation?
    /// The columns that put the changes of one key in order, the most significant column first.
    public let order: [SQLIdentifier]

    public init(
        columns: [ColumnDefinition],
        format: CopyFormat,
        options: CopyOptions = CopyOptions(),
        operation: ChangeOperation? = nil,
        order: [SQLIdentifier] = []
    ) {
        self.columns = columns
        self.format = format
        self.options = options
        self.operation = operation
        self.order = order
    }

    /// The columns of a row, without the operation column of a change feed.
    public var rowColumns: [ColumnDefinition] { columns.filter { $0.name != operation?.column } }

    func column(_ name: SQLIdentifier) -> ColumnDefinition? { columns.first { $0.name == name } }
}
