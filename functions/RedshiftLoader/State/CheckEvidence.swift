/// A promise that does not hold: how many rows break it, and some of them.
struct CheckEvidence: Sendable, Hashable, Codable {
    let check: String
    let rows: Int64
    /// Forgiven rows, or a share of them such as `0.1%`.
    let atMost: String
    /// Rows as `order_id=7, line=1`: as few columns as find them again. They are for the answer, never for the log.
    var samples: [String] = []

    var description: String { "\(check): \(rows) rows, at most \(atMost)" }
}
