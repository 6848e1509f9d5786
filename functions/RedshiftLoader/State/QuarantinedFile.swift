import AWSS3

/// A file that COPY refuses. The load continues without it. After the file is corrected, `{"retry": "<load id>"}` loads
/// it.
struct QuarantinedFile: Sendable, Hashable, Codable {
    let file: PendingFile
    /// The refused line, from 1, with the header counted; `nil` when Redshift names none, as for columnar files.
    var line: Int64?
    var column: String?
    /// The reason for the refusal, in Redshift's words.
    var reason: String

    /// The file and the reason as text, such as `s3://…, line 3, column amount: Invalid digit`.
    var description: String {
        let place = (line.map { ", line \($0)" } ?? "") + (column.map { ", column \($0)" } ?? "")
        return "\(file.location)\(place): \(reason)"
    }
}
