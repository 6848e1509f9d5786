import AWSS3

/// One object to copy.
struct CopyJob: Sendable, Equatable {
    /// Pinned to the state the event tells of, as far as it tells.
    let source: S3CopySource
    let target: S3CopyTarget
    /// Bytes, as the event says; `nil` when it does not.
    let size: Int64?
    /// When the source was written, as the event says.
    var eventTime: String?
    /// What its route asks of the source, to be asked again when another state of it is copied than the event's.
    var filter = CopyRoute.Filter()

    /// What S3 counts request rates by, as far as one can tell from outside: the target's key up to its last slash.
    var ratePrefix: String {
        let bytes = target.key.utf8
        let end = bytes.lastIndex(of: UInt8(ascii: "/")) ?? bytes.startIndex
        return "\(target.bucket)/\(target.key[..<end])"
    }

    /// The source as it is now, whatever the event said of it.
    var currentSource: S3CopySource {
        var source = source
        source.versionID = nil
        source.etag = nil
        return source
    }
}
