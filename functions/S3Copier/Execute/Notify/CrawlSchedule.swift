import AWSGlue
import AWSSQS
import LambdaRuntime
import StateStore
import UTCTime

/// Starts the crawler once for a burst of copies: the first asks for a crawl after the delay, by a message; those after
/// it find that asked for already. What is copied while the crawler runs asks anew.
struct CrawlSchedule: Sendable {
    let context: CopyContext
    let crawler: String

    private var delay: Int { context.settings.notifications.crawlerDelay }

    /// - Throws: `AWSError`, or ``CopyFailure`` without a table.
    func request() async throws {
        let now = context.services.clock.now()
        let (_, isAsked) = try await context.state().change(CrawlRecord.key(of: crawler), from: CrawlRecord()) {
            record in
            if let due = record.due, due.advanced(by: CrawlRecord.overdue) >= now { return false }
            record.due = now.advanced(by: .seconds(delay))
            return true
        }
        guard isAsked else { return }
        try await sendMessage()
    }

    /// - Throws: `AWSError`.
    func start() async throws -> CopyOutcome {
        // Before the crawl: what is copied from now on may be missed by it, and asks for another.
        _ = try await context.state().change(CrawlRecord.key(of: crawler), from: CrawlRecord()) { record in
            guard record.due != nil else { return false }
            record.due = nil
            return true
        }
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
        let entry: StateEntry<CrawlRecord>? = try await context.state().load(CrawlRecord.key(of: crawler))
        guard let due = entry?.document.due, due.advanced(by: CrawlRecord.overdue) < context.services.clock.now() else {
            return
        }
        try await request()
    }
}
