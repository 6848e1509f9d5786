/// The error for columns or values that cannot be written to a Parquet file.
public enum ParquetError: Error, Sendable, Equatable, CustomStringConvertible {
    case noColumns
    case column(String, String)
    /// A value that its column does not accept.
    ///
    /// - Parameter row: the row's number in the file, from 0.
    case value(column: String, row: Int64, String)
    case incompleteRow(Int64, missing: String)

    public var description: String {
        switch self {
        case .noColumns: "a Parquet file needs a column"
        case .column(let name, let problem): "column \"\(name)\" \(problem)"
        case .value(let column, let row, let problem): "row \(row) of column \"\(column)\": \(problem)"
        case .incompleteRow(let row, let name): "row \(row) has no value for column \"\(name)\""
        }
    }
}
