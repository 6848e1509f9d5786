import AWSS3
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import Logging
import Synchronization
import UTCTime

/// Tells others what was copied in one invocation: an event for every copy, one crawl for a burst of them.
final class CopyNotifier: Sendable {
    /// EventBridge takes no more in one request.
    private static let largestBatch = 10

    private struct State {
        var entries: [EventBridgeEntry] = []
        var hasCopies = false
        var failed = false
    }

    private let context: CopyContext
    private let state = Mutex(State())

    init(_ context: CopyContext) { self.context = context }

    private var settings: NotificationSettings { context.settings.notifications }

    /// Takes note of a copy that is there.
    func note(_ job: CopyJob, _ outcome: CopyOutcome) async {
        guard settings.eventBus != nil || settings.crawler != nil else { return }
        let entry = settings.eventBus.flatMap { CopiedEvent(job, outcome).entry(bus: $0) }
        let full = state.withLock { state -> [EventBridgeEntry] in
            // One that was there before as well: the message may come again because asking for the crawl failed.
            state.hasCopies = true
            if let entry { state.entries.append(entry) }
            guard state.entries.count >= Self.largestBatch else { return [] }
            defer { state.entries = [] }
            return state.entries
        }
        await put(full)
    }

    /// Sends what is left.
    ///
    /// - Returns: whether all that had to be told was.
    func finish() async -> Bool {
        let (rest, hasCopies) = state.withLock { state in
            defer { state.entries = [] }
            return (state.entries, state.hasCopies)
        }
        await put(rest)
        if hasCopies, let crawler = settings.crawler {
            do {
                try await CrawlSchedule(context: context, crawler: crawler).request()
            } catch {
                fail("the crawler cannot be scheduled", error)
            }
        }
        return state.withLock { !$0.failed }
    }

    /// Starts the crawler, as a message asked for.
    func crawl() async throws -> CopyOutcome {
        guard let crawler = settings.crawler else { return .ignored }
        return try await CrawlSchedule(context: context, crawler: crawler).start()
    }

    private func put(_ entries: [EventBridgeEntry]) async {
        guard !entries.isEmpty else { return }
        do {
            try await context.services.bridge.putEvents(entries, deadline: context.deadline)
        } catch {
            fail("copies could not be told to the event bus", error)
        }
    }

    private func fail(_ what: String, _ error: any Error) {
        state.withLock { $0.failed = true }
        context.logger.error("\(what); their messages come again", metadata: ["errorMessage": "\(error)"])
    }
}
