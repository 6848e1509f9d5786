import UTCTime

/// The rows that one export covers.
enum ExportRowRange: Sendable, Equatable {
    case time(TimeWindow)
    /// Every row above this value, up to the greatest value at the time when the statement runs.
    case above(WatermarkValue)

    var time: TimeWindow? { if case .time(let window) = self { window } else { nil } }

    var text: String {
        switch self {
        case .time(let window): "\(window.from.rfc3339) up to \(window.to.rfc3339)"
        case .above(let value): "above \(value)"
        }
    }
}

/// Encodes a range as `{"from": …, "to": …}` or `{"above": …}`.
extension ExportRowRange: Codable {
    private enum Member: String, CodingKey { case from, to, above }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        switch self {
        case .time(let window):
            try container.encode(window.from, forKey: .from)
            try container.encode(window.to, forKey: .to)
        case .above(let value): try container.encode(value, forKey: .above)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        if let value = try container.decodeIfPresent(WatermarkValue.self, forKey: .above) {
            self = .above(value)
        } else {
            self = .time(
                TimeWindow(
                    from: try container.decode(UTCTime.self, forKey: .from),
                    to: try container.decode(UTCTime.self, forKey: .to)
                )
            )
        }
    }
}
