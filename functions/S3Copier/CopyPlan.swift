import AWSServices
import LambdaEvents

/// One object to copy.
struct CopyJob: Sendable, Equatable {
    let source: S3CopySource
    let targetBucket: String
    let targetKey: String
    /// Bytes, as the event says.
    let size: Int64
}

/// What to do about one event.
enum CopyPlan: Sendable, Equatable {
    case copy(CopyJob)
    /// Nothing, and this is why.
    case settled(CopyOutcome)

    /// CopyObject's limit: 5 GiB, which S3's documentation calls 5 GB.
    static let largestCopy: Int64 = 5 << 30

    /// - Parameter routes: the first that matches wins.
    init(for event: S3ObjectEvent, routes: [CopyRoute]) {
        guard event.kind == .created else {
            self = .settled(.ignored)
            return
        }
        guard let route = routes.first(where: { $0.matches(bucket: event.bucket, key: event.key) }) else {
            // A bucket some route is for, and a key none wants: left out on purpose. A bucket nobody mentioned: a mistake.
            let isKnown = routes.contains { $0.isFor(bucket: event.bucket) }
            self = .settled(isKnown ? .notRouted : .unknownBucket)
            return
        }
        guard route.targetBucket != event.bucket else {
            self = .settled(.loopRefused)
            return
        }
        let size = event.size ?? 0
        guard size <= Self.largestCopy else {
            self = .settled(.tooLarge)
            return
        }
        let targetKey = route.targetKey.key(for: event.key)
        guard !targetKey.isEmpty else {
            // A folder marker under `{basename}`: it has no name of its own to be copied under.
            self = .settled(.notRouted)
            return
        }
        // Pinned to the state the event tells of: what came after it has an event of its own.
        let source = S3CopySource(bucket: event.bucket, key: event.key, versionID: event.versionID, etag: event.etag)
        self = .copy(CopyJob(source: source, targetBucket: route.targetBucket, targetKey: targetKey, size: size))
    }
}
