import AWSS3

/// A file that COPY refuses. Its load continues without it, and `{"retry": "<load id>"}` loads it after its correction.
struct QuarantinedFile: Sendable, Hashable, Codable {
    let file: PendingFile
    /// The line, from 1, the header counted; `nil`: Redshift names none, as for columnar files.
    var line: Int64?
    var column: String?
    /// The reason in Redshift's words.
    var reason: String

    /// `s3://…, line 3, column amount: Invalid digit`.
    var description: String {
        let place = (line.map { ", line \($0)" } ?? "") + (column.map { ", column \($0)" } ?? "")
        return "\(file.location)\(place): \(reason)"
    }
}
