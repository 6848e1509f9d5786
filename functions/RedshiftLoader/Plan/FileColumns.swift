/// The columns of a file. One COPY loads only files with the same columns.
struct FileColumns: Sendable, Hashable {
    let columns: [String]?
    let types: [String]?

    init(_ file: PendingFile) { (columns, types) = (file.columns, file.types) }
}
