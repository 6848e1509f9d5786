import AWSGlue
import LambdaRuntime
import StateStore
import UTCTime

/// Starts the crawler once for a burst of copies. The first copy sends a message that SQS delivers after the delay;
/// later copies find the crawl scheduled. A copy that is made while the crawler runs schedules another crawl.
struct CrawlScheduler: Sendable {
    let scope: InvocationScope
    let crawler: String

    private var delay: Int { scope.settings.notifications.crawlerDelay }

    /// Schedules a crawl, unless one is already scheduled and not overdue.
    ///
    /// - Throws: `AWSError`, `StateStoreError`; ``CopyFailure`` without a table.
    func request() async throws {
        let now = scope.now()
        let (_, isNew) = try await scope.stateStore().change(CrawlRecord.key(of: crawler), from: CrawlRecord()) {
            record in
            if let due = record.due, due.advanced(by: CrawlRecord.overdue) >= now { return false }
            record.due = now.advanced(by: .seconds(delay))
            return true
        }
        guard isNew else { return }
        do {
            try await FollowUpQueue(scope: scope).send(.crawl, delay: delay)
        } catch {
            // Else the copies' messages, when they come again, would find a crawl scheduled that never comes.
            try? await clear()
            throw error
        }
    }

    /// Starts the crawler. If the crawler is running, schedules another crawl.
    ///
    /// - Throws: `AWSError`, `StateStoreError`, ``CopyFailure``.
    func start() async throws -> CopyOutcome {
        // Before the crawl: what is copied from now on may be missed by it, and schedules another.
        try await clear()
        switch try await scope.services.glue.startCrawler(crawler, deadline: scope.deadline) {
        case .started: scope.metrics.add("CrawlsStarted", 1)
        // It may have listed the bucket before the newest copies came.
        case .alreadyRunning: try await request()
        }
        return .crawlHandled
    }

    /// Records that no crawl is scheduled.
    private func clear() async throws {
        _ = try await scope.stateStore().change(CrawlRecord.key(of: crawler), from: CrawlRecord()) { record in
            guard record.due != nil else { return false }
            record.due = nil
            return true
        }
    }

    /// Sends the message of an overdue crawl again.
    func sweep() async throws {
        let entry: VersionedDocument<CrawlRecord>? = try await scope.stateStore().load(CrawlRecord.key(of: crawler))
        guard let due = entry?.document.due, due.advanced(by: CrawlRecord.overdue) < scope.now() else {
            return
        }
        try await request()
    }
}
