import AWSEventBridge
import AWSS3
import JSON
import LambdaRuntime

/// The EventBridge event "Object Copied", which tells other systems about a copy.
struct ObjectCopiedEvent: Encodable, Sendable {
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
    /// The copy's outcome: `Copied` or `AlreadyCurrent`. One copy may cause more than one event.
    let outcome: String

    init(_ job: ObjectCopyRequest, _ outcome: CopyOutcome) {
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
        guard let detail = try? JSONWriter.text(of: self) else { return nil }
        return EventBridgeEntry(
            source: Self.source,
            detailType: Self.detailType,
            detail: detail,
            bus: bus
        )
    }
}
