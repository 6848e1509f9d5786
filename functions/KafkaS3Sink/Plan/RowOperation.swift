/// The change of a row, by the letters that DMS's files have.
enum RowOperation: String, Sendable {
    case insert = "I"
    case update = "U"
    case delete = "D"
}
