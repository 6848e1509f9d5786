import AWSS3
import UTCTime

/// One object to copy.
struct ObjectCopyRequest: Sendable, Equatable {
    /// The source, with the version and the ETag that the event names, if it names any.
    let source: S3CopySource
    let target: S3CopyTarget
    /// The size in bytes that the event states; `nil` when the event states none.
    let size: Int64?
    /// The event's time.
    var eventTime: String?
    /// The source's Last-Modified, if the target's key contains it.
    var modified: UTCTime?
    /// `true` when the target's key contains a time. Another state of the source may then have another target.
    var isDated = false
    /// The route's conditions on the source. They are checked again before another state than the event's is copied.
    var filter = CopyRoute.Filter()

    /// The target's bucket and its key up to the last slash: the prefix by which S3 is assumed to count requests.
    var ratePrefix: String {
        let bytes = target.key.utf8
        let end = bytes.lastIndex(of: UInt8(ascii: "/")) ?? bytes.startIndex
        return "\(target.bucket)/\(target.key[..<end])"
    }

    /// The source without a version and an ETag: its current state, not the state that the event names.
    var currentSource: S3CopySource {
        var source = source
        source.versionID = nil
        source.etag = nil
        return source
    }

    /// Returns `true` when the target's key is correct for a state of the source.
    func takes(_ state: ObjectSnapshot) -> Bool {
        guard isDated else { return true }
        if let version = source.versionID, let its = state.head.versionID, version != its { return false }
        if let etag = source.etag, etag != state.etag { return false }
        guard let modified else { return true }
        return state.lastModified == modified
    }
}
