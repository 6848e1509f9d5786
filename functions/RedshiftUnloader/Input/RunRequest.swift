import UTCTime

/// A run to be started. It is kept in the run until its exports are written, so that a start that is
/// cut off can be completed.
struct RunRequest: Sendable, Equatable, Codable {
    enum Trigger: Sendable, Equatable {
        case schedule(arn: String)
        /// - Parameter id: the caller's own, else the invocation's request id, which a repeated delivery keeps.
        case manual(id: String)
        /// - Parameter isCatchUp: begun by a schedule for windows that were missed.
        case backfill(id: String, isCatchUp: Bool)
    }

    var plan: PlanReference
    var trigger: Trigger
    /// The scheduled time; for a manual start now, or the caller's time.
    var time: UTCTime
    /// Set for a window of a backfill.
    var window: TimeWindow?
}

/// `{"schedule": …}`, `{"manual": …}`, or `{"backfill": …, "catch_up": true}`.
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
