import AWSDynamoDB

/// What the state table says of one stop of one task.
struct ClaimRecord: Sendable, Equatable {
    enum Status: String, Sendable {
        /// Somebody has it, until its lease ends.
        case working
        case settled
        /// The check could not be made.
        case blocked
        case undecided
    }

    var status: Status
    var revision: Int
    var outcome: String?
    /// `s3://…`, once it is written.
    var manifest: String?
    /// Step → state.
    var steps: [String: String]
    /// The last outcome people were told of.
    var told: String?

    init(_ item: DynamoDB.Item) {
        status = item["status"]?.string.flatMap(Status.init(rawValue:)) ?? .working
        revision = item["revision"]?.integer.flatMap { Int(exactly: $0) } ?? 1
        outcome = item["outcome"]?.string
        manifest = item["manifest"]?.string
        steps = (item["steps"]?.map ?? [:]).compactMapValues(\.string)
        told = item["told"]?.string
    }
}
