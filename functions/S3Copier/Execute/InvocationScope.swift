import AWSS3
import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// Settings, services and time for the work of one invocation.
struct InvocationScope: Sendable {
    let settings: CopierSettings
    let services: CopierServices
    let context: LambdaContext
    private let working: WorkingDeadline

    /// Time kept for recording what was copied, for messages and for the completion of an upload.
    private static let reserve = Duration.seconds(3)

    init(_ settings: CopierSettings, _ services: CopierServices, _ context: LambdaContext) {
        self.settings = settings
        self.services = services
        self.context = context
        working = context.workingDeadline(reserve: Self.reserve, clock: services.clock)
    }

    var requestID: String { context.requestID }
    var logger: Logger { context.logger }
    var metrics: InvocationMetrics { context.metrics }

    /// Bound of every call.
    var deadline: ContinuousClock.Instant { working.end }
    /// Bound of the calls that copy parts.
    var copyDeadline: ContinuousClock.Instant { working.work }
    /// Time left for copying parts.
    var timeForCopies: Duration { working.remaining }
    /// `true` while there is time for another call.
    var hasTime: Bool { services.clock.remaining(until: deadline) > .zero }

    /// The time of day.
    func now() -> UTCTime { services.clock.now() }

    /// See `WorkingDeadline.lease(settling:)`.
    func lease(settling: Duration) -> Duration { working.lease(settling: settling) }

    /// - Throws: ``CopyFailure/multipartUnavailable`` without a state table.
    func multipartSettings() throws(CopyFailure) -> MultipartSettings {
        guard let settings = settings.multipart else { throw .multipartUnavailable }
        return settings
    }

    /// The state store for this invocation.
    ///
    /// - Throws: ``CopyFailure/multipartUnavailable`` without a state table.
    func stateStore() throws(CopyFailure) -> StateStore {
        let settings = try multipartSettings()
        let store = StateStore(
            services.database,
            table: settings.table,
            retention: settings.retention,
            clock: services.clock
        )
        return store.until(deadline)
    }

    /// The records of copies in parts, for this invocation.
    ///
    /// - Throws: ``CopyFailure/multipartUnavailable`` without a state table.
    func multipartStore() throws(CopyFailure) -> MultipartCopyStore { MultipartCopyStore(store: try stateStore()) }

    /// Reads an object's state at this moment; `nil` when there is none.
    ///
    /// - Throws: `AWSError`; ``CopyFailure/unreadableState(bucket:key:)``.
    func state(of source: S3CopySource, version: String? = nil) async throws -> ObjectSnapshot? {
        try await services.store.headObject(
            bucket: source.bucket,
            key: source.key,
            version: version,
            wantsChecksums: true,
            headers: source.accessHeaders,
            deadline: deadline
        ).map { try Self.snapshot($0, source.bucket, source.key) }
    }

    /// Refuses an answer without an ETag or a size: it must not count as "there is no object", which deletes copies.
    private static func snapshot(
        _ head: S3ObjectHead,
        _ bucket: String,
        _ key: String
    ) throws(CopyFailure) -> ObjectSnapshot {
        guard let state = ObjectSnapshot(head) else { throw .unreadableState(bucket: bucket, key: key) }
        return state
    }

    /// Reads the target's state at this moment; `nil` when there is no object.
    ///
    /// - Throws: `AWSError`; ``CopyFailure/unreadableState(bucket:key:)``.
    func state(of target: S3CopyTarget) async throws -> ObjectSnapshot? {
        try await services.store.headObject(
            bucket: target.bucket,
            key: target.key,
            wantsChecksums: true,
            headers: target.accessHeaders,
            deadline: deadline
        ).map { try Self.snapshot($0, target.bucket, target.key) }
    }
}
