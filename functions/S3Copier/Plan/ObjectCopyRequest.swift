import AWSS3
import UTCTime

/// One object to copy.
struct ObjectCopyRequest: Sendable, Equatable {
    /// The source, pinned to the state that the event names, as far as it names one.
    let source: S3CopySource
    let target: S3CopyTarget
    /// Bytes, as the event says; `nil` when it does not.
    let size: Int64?
    /// The event's time.
    var eventTime: String?
    /// The source's Last-Modified that the target's key is made of.
    var modified: UTCTime?
    /// `true` when the target's key is made of a time: another state of the source has another target.
    var isDated = false
    /// The route's conditions on the source, checked again when another state of it is copied than the event's.
    var filter = CopyRoute.Filter()

    /// The prefix that S3 counts request rates by, as far as it shows: the target's key up to its last slash.
    var ratePrefix: String {
        let bytes = target.key.utf8
        let end = bytes.lastIndex(of: UInt8(ascii: "/")) ?? bytes.startIndex
        return "\(target.bucket)/\(target.key[..<end])"
    }

    /// The source as it is now, whatever the event says.
    var currentSource: S3CopySource {
        var source = source
        source.versionID = nil
        source.etag = nil
        return source
    }

    /// Checks that a state of the source may be copied to this target.
    func takes(_ state: ObjectSnapshot) -> Bool {
        guard isDated else { return true }
        if let version = source.versionID, let its = state.head.versionID, version != its { return false }
        if let etag = source.etag, etag != state.etag { return false }
        guard let modified else { return true }
        return state.lastModified == modified
    }
}
