import JSON

/// The function's own event, as EventBridge sends it and as a load function is invoked with it.
struct MigrationEvent: Encodable, Sendable, Equatable {
    static let source = "aws-lambdas.dms-completion-handler"

    let detailType: String
    /// The task's ARN.
    let resources: [String]
    let detail: MigrationEventDetail

    enum CodingKeys: String, CodingKey {
        case source
        case detailType = "detail-type"
        case resources, detail
    }

    /// Makes the event of a report; `nil` for an outcome that no event is sent for.
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
