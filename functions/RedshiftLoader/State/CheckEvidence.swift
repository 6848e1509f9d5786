/// A failed check, with the number of rows that break it and some of these rows.
struct CheckEvidence: Sendable, Hashable, Codable {
    let check: String
    let rows: Int64
    /// The allowed number of rows that break the check, or their allowed share, such as `0.1%`.
    let atMost: String
    /// Rows that break the check, such as `order_id=7, line=1`, with the fewest columns that identify them. The rows
    /// are for the answer, never for the log.
    var samples: [String] = []

    var description: String { "\(check): \(rows) rows, at most \(atMost)" }
}
