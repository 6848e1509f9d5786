import AWSEventBridge
import AWSS3
import LambdaEvents
import UTCTime

/// The decision about one event.
enum CopyDecision: Sendable, Equatable {
    case copy(ObjectCopyRequest)
    /// Gives the copy the source's tags. If there is no copy, makes one if a route now accepts the object because of
    /// its tags.
    case syncTags(ObjectCopyRequest)
    /// Deletes the copies at all possible targets, if the source is really gone. Several targets are possible, because
    /// the size and tags of a removed object cannot be read.
    case mirrorRemoval([ObjectCopyRequest])
    /// A route needs a property that the event does not contain.
    case needs(Missing)
    /// Does nothing; the outcome is the reason.
    case skip(CopyOutcome)

    enum Missing: Sendable, Equatable {
        /// The source's tags are missing.
        case tags(S3CopySource)
        /// The source's size, ETag or Last-Modified is missing.
        case head(S3CopySource)
    }

    /// Decides about an event.
    ///
    /// - Parameters:
    ///   - tags: the source's tags, if they were read already.
    ///   - modified: the source's Last-Modified, if it was read already.
    ///   - settings: the settings with the routes; the first route that matches wins.
    init(
        for event: S3ObjectEvent,
        tags: [S3Tag]? = nil,
        modified: UTCTime? = nil,
        _ settings: CopierSettings
    ) {
        guard !S3BucketName.isDirectoryBucket(event.bucket) else {
            self = .skip(.directoryBucket)
            return
        }
        let known = Known(tags: tags, modified: modified)
        switch event.kind {
        case .created: self = Self.plan(event, known, settings, as: CopyDecision.copy)
        case .restored where event.isRestoreCompleted && settings.dispositions.restoresArchived:
            self = Self.plan(event, known, settings, as: CopyDecision.copy)
        case .taggingChanged where settings.followsTags:
            self = Self.plan(event, known, settings) { job in
                settings.syncsTags || !job.filter.tags.isEmpty ? .syncTags(job) : .skip(.ignored)
            }
        case .removed where settings.mirrorsDeletes: self = Self.removalPlan(event, settings)
        case .scanned:
            self = Self.plan(event, known, settings) { job in
                event.isCleanScan || job.filter.tags.contains { $0.key == S3ObjectEvent.scanTag }
                    ? .copy(job) : .skip(.ignored)
            }
        case .removed, .restored, .taggingChanged, .aclChanged, .other: self = .skip(.ignored)
        }
    }

    private static func plan(
        _ event: S3ObjectEvent,
        _ known: Known,
        _ settings: CopierSettings,
        as action: (ObjectCopyRequest) -> CopyDecision
    ) -> CopyDecision {
        if let session = event.principalSession, settings.ignoredPrincipals.contains(session) {
            return .skip(.ownCopy)
        }
        for route in settings.routes where route.matches(bucket: event.bucket, key: event.key) {
            let source = S3CopySource(
                bucket: event.bucket,
                key: event.key,
                versionID: event.versionID,
                etag: event.pinnedETag,
                expectedOwner: route.sourceOwner,
                paysRequester: route.paysRequester
            )
            if route.filter.sizes != nil {
                guard let size = event.size else { return .needs(.head(source)) }
                guard route.filter.takes(size: size) else { continue }
            }
            if !route.filter.tags.isEmpty {
                guard let tags = known.tags else { return .needs(.tags(source)) }
                guard route.filter.takes(tags: tags + event.tagsOfScan) else { continue }
            }
            // The ETag shows the number of parts.
            if settings.multipart?.preservesETag == true, event.pinnedETag == nil { return .needs(.head(source)) }
            return plan(event, route, source, known, as: action)
        }
        return leftOut(event, settings)
    }

    private static func removalPlan(_ event: S3ObjectEvent, _ settings: CopierSettings) -> CopyDecision {
        if let session = event.principalSession, settings.ignoredPrincipals.contains(session) {
            return .skip(.ownCopy)
        }
        var jobs: [ObjectCopyRequest] = []
        for route in settings.routes where route.matches(bucket: event.bucket, key: event.key) {
            let source = S3CopySource(
                bucket: event.bucket,
                key: event.key,
                expectedOwner: route.sourceOwner,
                paysRequester: route.paysRequester
            )
            switch plan(event, route, source, Known(), as: { .mirrorRemoval([$0]) }) {
            case .mirrorRemoval(let job): jobs += job
            case let other: if jobs.isEmpty, route.filter.isEmpty { return other }
            }
            if route.filter.isEmpty { break }
        }
        return jobs.isEmpty ? leftOut(event, settings) : .mirrorRemoval(jobs)
    }

    private static func leftOut(_ event: S3ObjectEvent, _ settings: CopierSettings) -> CopyDecision {
        // A bucket with a route, but no route that accepts the key: left out on purpose. A bucket without a route: a
        // mistake.
        let isKnown = settings.routes.contains { $0.isFor(bucket: event.bucket) }
        return .skip(isKnown ? .notRouted : .unknownBucket)
    }

    private static func plan(
        _ event: S3ObjectEvent,
        _ route: CopyRoute,
        _ source: S3CopySource,
        _ known: Known,
        as action: (ObjectCopyRequest) -> CopyDecision
    ) -> CopyDecision {
        guard route.targetBucket != event.bucket else { return .skip(.loopRefused) }
        let time = event.time.flatMap { UTCTime(iso8601: $0) }
        let template = route.targetKey
        if template.needsEventTime {
            // A tagging event's time is not the creation's, which the copy's key is made of.
            guard event.kind != .taggingChanged, event.kind != .removed else { return .skip(.ignored) }
            guard time != nil else { return .skip(.undated) }
        }
        if template.needsModified {
            guard event.kind != .removed else { return .skip(.ignored) }
            guard known.modified != nil else { return .needs(.head(source)) }
        }
        guard let key = template.key(for: event.key, in: event.bucket, modified: known.modified, event: time) else {
            return .skip(.notRouted)
        }
        let target = S3CopyTarget(
            bucket: route.targetBucket,
            key: key,
            storageClass: route.storageClass,
            encryption: route.encryption,
            expectedOwner: route.targetOwner
        )
        var job = ObjectCopyRequest(
            source: source,
            target: target,
            size: event.size,
            eventTime: event.time,
            filter: route.filter
        )
        job.isDated = template.isDated
        if template.needsModified { job.modified = known.modified }
        return action(job)
    }

    /// The properties that were read from S3, because the event does not contain them.
    private struct Known {
        var tags: [S3Tag]?
        var modified: UTCTime?
    }
}
