import AWSDynamoDB
import AWSGlue
import AWSSQS
import LambdaRuntime
import UTCTime

/// Starts the crawler once for a burst of copies: the first asks for a crawl after the delay, by a message; those after
/// it find that asked for already. What is copied while the crawler runs asks anew.
struct CrawlSchedule: Sendable {
    /// A crawl that is overdue by more has lost its message.
    static let overdue = Duration.seconds(120)

    let context: CopyContext
    let crawler: String

    private var key: DynamoDB.Item { ["id": .string("crawl#\(crawler)")] }
    private var delay: Int { context.settings.notifications.crawlerDelay }

    /// - Throws: `AWSError`, or ``CopyFailure`` without a table.
    func request() async throws {
        let now = context.services.clock.now()
        let update = DynamoDBExpression(
            "SET due = :due",
            values: [":due": .integer(now.advanced(by: .seconds(delay)).millisecondsSinceEpoch)]
        )
        let isUnclaimed = DynamoDBExpression(
            "attribute_not_exists(due) OR due < :overdue",
            values: [":overdue": .integer(now.advanced(by: .zero - Self.overdue).millisecondsSinceEpoch)]
        )
        let copier = MultipartCopier(context: context)
        guard
            case .updated = try await context.services.database.updateItem(
                key,
                in: try copier.settings().table,
                update,
                if: isUnclaimed,
                deadline: context.deadline
            )
        else { return }
        try await sendMessage()
    }

    /// - Throws: `AWSError`.
    func start() async throws -> CopyOutcome {
        // Before the crawl: what is copied from now on may be missed by it, and asks for another.
        _ = try await context.services.database.updateItem(
            key,
            in: try MultipartCopier(context: context).settings().table,
            DynamoDBExpression("REMOVE due"),
            deadline: context.deadline
        )
        switch try await context.services.glue.startCrawler(crawler, deadline: context.deadline) {
        case .started: context.metrics.add("CrawlsStarted", 1)
        // It may have listed the bucket before the newest copies came.
        case .alreadyRunning: try await request()
        }
        return .crawlHandled
    }

    private func sendMessage() async throws {
        _ = try await context.services.queue.sendMessage(
            try FollowUpMessage.crawl.messageBody(),
            to: try MultipartCopier(context: context).settings().queueURL,
            delay: delay,
            deadline: context.deadline
        )
    }

    /// Sends the message of an overdue crawl again.
    func sweep() async throws {
        let item = try await context.services.database.getItem(
            key,
            from: try MultipartCopier(context: context).settings().table,
            deadline: context.deadline
        )
        guard
            let due = item?["due"]?.integer.map({
                UTCTime(millisecondsSinceEpoch: min(max($0, 0), 253_402_300_799_999))
            }),
            due < context.services.clock.now().advanced(by: .zero - Self.overdue)
        else { return }
        try await request()
    }
}
