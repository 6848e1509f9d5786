import AWSS3
import UTCTime

/// One route from a bucket to another: the objects that it accepts, and the properties of their copies.
struct CopyRoute: Sendable, Equatable {
    /// The source bucket; `nil` means any bucket.
    var sourceBucket: String?
    var prefix = ""
    var suffix = ""
    var filter = Filter()
    var targetBucket: String
    var targetKey = KeyTemplate.sameKey
    /// The storage class of the copies; `nil` means STANDARD.
    var storageClass: String?
    /// The encryption of the copies; `nil` means the target bucket's default.
    var encryption: S3Encryption?
    var paysRequester = false
    /// The accounts that must own the source bucket and the target bucket; `nil` means any account.
    var sourceOwner: String?
    var targetOwner: String?

    /// Conditions on the source object besides its bucket and key.
    struct Filter: Sendable, Equatable {
        /// The accepted sizes in bytes; `nil` accepts any size.
        var sizes: ClosedRange<Int64>?
        /// The tags that the object must have; none may be missing. Reading the tags costs one request for each object.
        var tags: [S3Tag] = []

        var isEmpty: Bool { sizes == nil && tags.isEmpty }

        func takes(size: Int64) -> Bool { sizes?.contains(size) ?? true }
        func takes(tags present: [S3Tag]) -> Bool { Set(tags).isSubset(of: present) }
    }

    init(sourceBucket: String? = nil, targetBucket: String) {
        self.sourceBucket = sourceBucket
        self.targetBucket = targetBucket
    }

    /// `true` when objects with the same key in several buckets may have the same target.
    var sharesTargets: Bool { sourceBucket == nil && !targetKey.namesBucket }

    func isFor(bucket: String) -> Bool { sourceBucket == nil || sourceBucket == bucket }

    /// Returns `true` when the route accepts the object's bucket and key; size and tags are checked separately.
    func matches(bucket: String, key: String) -> Bool {
        // Compared as bytes: to `hasPrefix`, é in one code point and in two are the same, to S3 they are not.
        isFor(bucket: bucket) && key.utf8.starts(with: prefix.utf8)
            && key.utf8.reversed().starts(with: suffix.utf8.reversed())
    }
}
