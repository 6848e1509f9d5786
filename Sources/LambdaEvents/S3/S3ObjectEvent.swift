/// A change of one S3 object, whether S3's notifications or EventBridge reported it.
public struct S3ObjectEvent: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case created = "ObjectCreated"
        case removed = "ObjectRemoved"
        case restored = "ObjectRestore"
        case taggingChanged = "ObjectTagging"
        case aclChanged = "ObjectAcl"
        /// GuardDuty has scanned it, see ``MalwareScanResult``.
        case scanned = "MalwareScan"
        case other
    }

    /// The effect of a removal. A request of a user and a lifecycle rule have the same effect, and the same word here.
    public enum Removal: Sendable, Equatable {
        /// An object, or the version that ``versionID`` names, is gone for good. A version may be a delete marker, whose
        /// removal brings the older version back.
        case deleted
        /// A delete marker is now the current version.
        case markerCreated
    }

    public var kind: Kind
    /// The event's name as it was sent, without the `s3:` that some senders put before it, e.g. `ObjectCreated:Put`; from
    /// EventBridge its detail type.
    public var name: String
    public var bucket: String
    /// For ``Kind/removed`` only.
    public var removal: Removal?
    /// The key as it is in the bucket, byte for byte: decoded.
    public var key: String
    /// Bytes. Given for creations only.
    public var size: Int64?
    /// Without quotes.
    public var etag: String?
    /// Given when the bucket is versioned.
    public var versionID: String?
    /// Orders the events of one key: hexadecimal, compared after padding on the right. Absent on tagging and ACL events.
    public var sequencer: String?
    public var region: String?
    public var time: String?
    /// The principal that made the change, e.g. `AWS:AROAEXAMPLE:session-name`. EventBridge does not name it.
    public var principalID: String?

    public init(
        kind: Kind,
        name: String,
        bucket: String,
        key: String,
        size: Int64? = nil,
        removal: Removal? = nil,
        etag: String? = nil,
        versionID: String? = nil,
        sequencer: String? = nil,
        region: String? = nil,
        time: String? = nil,
        principalID: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.bucket = bucket
        self.key = key
        self.size = size
        self.removal = removal
        self.etag = etag
        self.versionID = versionID
        self.sequencer = sequencer
        self.region = region
        self.time = time
        self.principalID = principalID
    }
}
