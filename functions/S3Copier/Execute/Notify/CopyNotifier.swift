import AWSS3
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import LambdaRuntime
import Logging
import Synchronization
import UTCTime

/// Sends one event for each copy of an invocation, and schedules one crawl for all these copies.
final class CopyNotifier: Sendable {
    /// The maximum number of events that EventBridge accepts in one request.
    private static let largestBatch = 10

    private struct State {
        var entries: [EventBridgeEntry] = []
        var hasCopies = false
        var failed = false
    }

    private let scope: InvocationScope
    private let state = Mutex(State())

    init(_ scope: InvocationScope) { self.scope = scope }

    private var settings: NotificationSettings { scope.settings.notifications }

    /// Adds a finished copy to the notifications of this invocation, and sends the events that fill one request.
    func add(_ job: ObjectCopyRequest, _ outcome: CopyOutcome) async {
        guard settings.eventBus != nil || settings.crawler != nil else { return }
        let entry = settings.eventBus.flatMap { ObjectCopiedEvent(job, outcome).entry(bus: $0) }
        let full = state.withLock { state -> [EventBridgeEntry] in
            // One that was there before as well: the message may come again because scheduling the crawl failed.
            state.hasCopies = true
            if let entry { state.entries.append(entry) }
            guard state.entries.count >= Self.largestBatch else { return [] }
            defer { state.entries = [] }
            return state.entries
        }
        await put(full)
    }

    /// Sends the remaining events, and schedules the crawl.
    ///
    /// - Returns: `true` when every notification of the invocation succeeded.
    func finish() async -> Bool {
        let (rest, hasCopies) = state.withLock { state in
            defer { state.entries = [] }
            return (state.entries, state.hasCopies)
        }
        await put(rest)
        if hasCopies, let crawler = settings.crawler {
            do {
                try await CrawlScheduler(scope: scope, crawler: crawler).request()
            } catch {
                fail("the crawler cannot be scheduled", error)
            }
        }
        return state.withLock { !$0.failed }
    }

    /// Starts the crawler, because the crawl's delayed message has arrived. Without a crawler in the settings, does
    /// nothing.
    ///
    /// - Throws: `AWSError`, `StateStoreError`, ``CopyFailure``.
    func crawl() async throws -> CopyOutcome {
        guard let crawler = settings.crawler else { return .ignored }
        return try await CrawlScheduler(scope: scope, crawler: crawler).start()
    }

    private func put(_ entries: [EventBridgeEntry]) async {
        guard !entries.isEmpty else { return }
        do {
            try await scope.services.bridge.putEvents(entries, deadline: scope.deadline)
        } catch {
            scope.metrics.add("EventsFailed", Double(entries.count))
            fail("the event bus could not be notified of copies", error)
        }
    }

    private func fail(_ what: String, _ error: any Error) {
        state.withLock { $0.failed = true }
        scope.logger.error("\(what); their messages are delivered again", metadata: ["errorMessage": "\(error)"])
    }
}
