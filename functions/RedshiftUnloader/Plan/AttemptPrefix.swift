/// The folder of one attempt's files, under the place of its dataset.
struct AttemptPrefix: Sendable, Equatable, Codable, CustomStringConvertible {
    let run: String
    let attempt: Int

    var description: String { "\(run)/\(attempt)/" }
}
