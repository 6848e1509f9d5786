import UTCTime

/// A request to start a run. The run's document keeps the request until all export documents are written, so that a
/// start that is cut off can be completed.
struct RunRequest: Sendable, Equatable, Codable {
    enum Trigger: Sendable, Equatable {
        case schedule(arn: String)
        /// A manual start, by a person or a program.
        ///
        /// - Parameter id: the caller's id, or else the request id of the invocation, which a repeated delivery keeps.
        case manual(id: String)
        /// The start of a run, for one window of a backfill.
        ///
        /// - Parameter isCatchUp: `true` when a schedule began the backfill, for windows that were missed.
        case backfill(id: String, isCatchUp: Bool)
    }

    var plan: PlanReference
    var trigger: Trigger
    /// The run's time. It is the scheduled time or the end of a backfill's window; for a manual start, the caller's
    /// time or else the current time.
    var time: UTCTime
    /// The window of a backfill's run; `nil` for every other run.
    var window: TimeWindow?
}

/// Encodes a trigger as `{"schedule": …}`, `{"manual": …}`, or `{"backfill": …, "catch_up": true}`.
extension RunRequest.Trigger: Codable {
    private enum Member: String, CodingKey { case schedule, manual, backfill, catchUp = "catch_up" }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        switch self {
        case .schedule(let arn): try container.encode(arn, forKey: .schedule)
        case .manual(let id): try container.encode(id, forKey: .manual)
        case .backfill(let id, let isCatchUp):
            try container.encode(id, forKey: .backfill)
            try container.encode(isCatchUp, forKey: .catchUp)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        if let arn = try container.decodeIfPresent(String.self, forKey: .schedule) {
            self = .schedule(arn: arn)
        } else if let id = try container.decodeIfPresent(String.self, forKey: .backfill) {
            self = .backfill(id: id, isCatchUp: try container.decodeIfPresent(Bool.self, forKey: .catchUp) ?? false)
        } else {
            self = .manual(id: try container.decode(String.self, forKey: .manual))
        }
    }
}
