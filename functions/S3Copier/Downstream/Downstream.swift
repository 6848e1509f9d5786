import AWSS3
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import FoundationEssentials
import Logging
import Synchronization
import UTCTime

/// Tells others what was copied in one invocation: an event for every copy, one crawl for a burst of them.
final class Downstream: Sendable {
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

    private var settings: DownstreamSettings { context.settings.downstream }

    /// Takes note of a copy that is there.
    func note(_ job: CopyJob, _ outcome: CopyOutcome) async {
        guard settings.eventBus != nil || settings.crawler != nil else { return }
        let entry = settings.eventBus.flatMap { CopyEvent(job, outcome).entry(bus: $0) }
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

/// "Object Copied", for others to build on.
struct CopyEvent: Encodable, Sendable {
    static let source = "s3-copier"
    static let detailType = "Object Copied"

    struct Object: Encodable, Sendable {
        let bucket: String
        let key: String
        var versionId: String?
        var etag: String?
    }

    let source: Object
    let target: Object
    let size: Int64?
    /// `Copied` or `AlreadyCurrent`: events come at least once.
    let outcome: String

    init(_ job: CopyJob, _ outcome: CopyOutcome) {
        source = Object(
            bucket: job.source.bucket,
            key: job.source.key,
            versionId: job.source.versionID,
            etag: job.source.etag
        )
        target = Object(bucket: job.target.bucket, key: job.target.key)
        size = job.size
        self.outcome = outcome.name
    }

    func entry(bus: String) -> EventBridgeEntry? {
        guard let detail = try? JSONEncoder().encode(self) else { return nil }
        return EventBridgeEntry(
            source: Self.source,
            detailType: Self.detailType,
            detail: String(decoding: detail, as: UTF8.self),
            bus: bus
        )
    }
}
