import JSON

/// The event that the function sends to EventBridge after a check.
struct MigrationEvent: Encodable, Sendable, Equatable {
    static let source = "aws-lambdas.dms-completion-handler"

    let detailType: String
    /// The ARN of the migration's task; empty when the report has none.
    let resources: [String]
    let detail: MigrationEventDetail

    enum CodingKeys: String, CodingKey {
        case source
        case detailType = "detail-type"
        case resources, detail
    }

    /// Makes the event from a report; `nil` when no event is sent for the report's outcome.
    init?(_ report: CheckReport) {
        guard let detailType = report.outcome.detailType else { return nil }
        self.detailType = detailType
        resources = report.taskARN.map { [$0] } ?? []
        detail = MigrationEventDetail(report)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.source, forKey: .source)
        try container.encode(detailType, forKey: .detailType)
        try container.encode(resources, forKey: .resources)
        try container.encode(detail, forKey: .detail)
    }
}
