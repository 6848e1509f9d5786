/// A change of one S3 object, reported by S3's notifications or by EventBridge.
public struct S3ObjectEvent: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case created = "ObjectCreated"
        case removed = "ObjectRemoved"
        case restored = "ObjectRestore"
        case taggingChanged = "ObjectTagging"
        case aclChanged = "ObjectAcl"
        /// GuardDuty has scanned the object; see ``MalwareScanResult``.
        case scanned = "MalwareScan"
        case other
    }

    /// The effect of a removal. It does not show whether a user's request or a lifecycle rule removed the object.
    public enum Removal: Sendable, Equatable {
        /// The object, or the version named by ``versionID``, is permanently deleted. If this version was a delete
        /// marker, the older version is current again.
        case deleted
        /// A delete marker is now the current version.
        case markerCreated
    }

    public var kind: Kind
    /// The event's name as it was sent, such as `ObjectCreated:Put`, without the `s3:` that some senders put before it.
    /// For an event from EventBridge, it is the detail type.
    public var name: String
    public var bucket: String
    /// The effect of a removal, for ``Kind/removed`` only.
    public var removal: Removal?
    /// The decoded key, byte for byte as it is in the bucket.
    public var key: String
    /// The object's size in bytes, for creations only.
    public var size: Int64?
    /// The object's ETag without quotes.
    public var etag: String?
    /// The version's id, if the bucket is versioned.
    public var versionID: String?
    /// The hexadecimal number that orders the events of one key; see ``S3Sequencer``. Events about tags and ACLs have
    /// none.
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
