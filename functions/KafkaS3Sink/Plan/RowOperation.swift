/// The kind of change of a row, with the letters that DMS writes to its files.
enum RowOperation: String, Sendable {
    case insert = "I"
    case update = "U"
    case delete = "D"
}
