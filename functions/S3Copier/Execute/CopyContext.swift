import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSS3
import AWSSQS
import AWSSTS
import HTTPTransport
import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// What every step of a copy needs: the services, the settings, the time it has.
struct CopyContext: Sendable {
    let settings: CopierSettings
    let services: CopierServices
    let requestID: String
    /// No call goes on beyond it. Before the invocation's own: the error of a last attempt says more than "cancelled".
    let deadline: ContinuousClock.Instant
    let logger: Logger
    let metrics: InvocationMetrics

    init(_ settings: CopierSettings, _ services: CopierServices, _ context: LambdaContext) {
        self.settings = settings
        self.services = services
        requestID = context.requestID
        deadline = context.deadline - S3Copier.cancellationMargin
        logger = context.logger
        metrics = context.metrics
    }

    /// The state store for this invocation.
    ///
    /// - Throws: ``CopyFailure/multipartUnavailable`` without a state table.
    func state() throws -> StateStore {
        guard let settings = settings.multipart else { throw CopyFailure.multipartUnavailable }
        let store = StateStore(
            services.database,
            table: settings.table,
            retention: .seconds(settings.retentionDays * 86_400),
            clock: services.clock
        )
        return store.until(deadline)
    }

    var remainingTime: Duration { ContinuousClock.now.duration(to: deadline) }

    /// The object's state at this moment; `nil` when there is none.
    func state(of source: S3CopySource, version: String? = nil) async throws -> ObjectState? {
        try await services.store.headObject(
            bucket: source.bucket,
            key: source.key,
            version: version,
            wantsChecksums: true,
            headers: source.accessHeaders,
            deadline: deadline
        ).flatMap(ObjectState.init)
    }

    /// What is at the target at this moment; `nil` when there is nothing.
    func state(of target: S3CopyTarget) async throws -> ObjectState? {
        try await services.store.headObject(
            bucket: target.bucket,
            key: target.key,
            wantsChecksums: true,
            headers: target.accessHeaders,
            deadline: deadline
        ).flatMap(ObjectState.init)
    }
}
