import AWSS3
import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// The settings, services and deadlines for the work of one invocation.
struct InvocationScope: Sendable {
    let settings: CopierSettings
    let services: CopierServices
    let context: LambdaContext
    private let working: WorkingDeadline

    /// Time reserved at the end of the invocation for recording copies, sending messages and completing an upload.
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

    /// The deadline of all calls to services, except the calls that copy parts.
    var deadline: ContinuousClock.Instant { working.end }
    /// The deadline of the calls that copy parts; it is earlier than ``deadline``.
    var copyDeadline: ContinuousClock.Instant { working.work }
    /// Time left for copying parts.
    var timeForCopies: Duration { working.remaining }
    /// `true` while there is time for another call.
    var hasTime: Bool { services.clock.remaining(until: deadline) > .zero }

    /// Reads the current time.
    func now() -> UTCTime { services.clock.now() }

    /// Returns the duration of a lease that is taken now; see `WorkingDeadline.lease(settling:)`.
    func lease(settling: Duration) -> Duration { working.lease(settling: settling) }

    /// - Throws: ``CopyFailure/multipartUnavailable`` without a state table.
    func multipartSettings() throws(CopyFailure) -> MultipartSettings {
        guard let settings = settings.multipart else { throw .multipartUnavailable }
        return settings
    }

    /// Makes the state store for this invocation.
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

    /// Makes the store for the records of copies in parts, for this invocation.
    ///
    /// - Throws: ``CopyFailure/multipartUnavailable`` without a state table.
    func multipartStore() throws(CopyFailure) -> MultipartCopyStore { MultipartCopyStore(store: try stateStore()) }

    /// Reads the source object's current state, or the state of one version; `nil` when there is no object.
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

    /// Converts a HEAD answer to an object's state, and throws when the answer has no ETag or no size. Such an answer
    /// must not count as "there is no object", because copies would then be deleted.
    private static func snapshot(
        _ head: S3ObjectHead,
        _ bucket: String,
        _ key: String
    ) throws(CopyFailure) -> ObjectSnapshot {
        guard let state = ObjectSnapshot(head) else { throw .unreadableState(bucket: bucket, key: key) }
        return state
    }

    /// Reads the target object's current state; `nil` when there is no object.
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
