import AWSS3
import UTCTime

/// One way from a bucket to another: the objects it takes, and the properties of their copies.
struct CopyRoute: Sendable, Equatable {
    /// `nil` means any bucket.
    var sourceBucket: String?
    var prefix = ""
    var suffix = ""
    var filter = Filter()
    var targetBucket: String
    var targetKey = KeyTemplate.sameKey
    /// `nil` means STANDARD.
    var storageClass: String?
    /// `nil` means the target bucket's default.
    var encryption: S3Encryption?
    var paysRequester = false
    /// Accounts that must own the buckets.
    var sourceOwner: String?
    var targetOwner: String?

    /// Conditions on the source beyond its name.
    struct Filter: Sendable, Equatable {
        /// Bytes; any size when `nil`.
        var sizes: ClosedRange<Int64>?
        /// All of them must be there. Asking for them costs a request an object.
        var tags: [S3Tag] = []

        var isEmpty: Bool { sizes == nil && tags.isEmpty }

        func takes(size: Int64) -> Bool { sizes?.contains(size) ?? true }
        func takes(tags present: [S3Tag]) -> Bool { Set(tags).isSubset(of: present) }
    }

    init(sourceBucket: String? = nil, targetBucket: String) {
        self.sourceBucket = sourceBucket
        self.targetBucket = targetBucket
    }

    /// Objects of one key in several buckets may have one copy.
    var sharesTargets: Bool { sourceBucket == nil && !targetKey.namesBucket }

    func isFor(bucket: String) -> Bool { sourceBucket == nil || sourceBucket == bucket }

    /// Tells whether the route takes an object by its name alone; size and tags are further filters.
    func matches(bucket: String, key: String) -> Bool {
        // Compared as bytes: to `hasPrefix`, é in one code point and in two are the same, to S3 they are not.
        isFor(bucket: bucket) && key.utf8.starts(with: prefix.utf8)
            && key.utf8.reversed().starts(with: suffix.utf8.reversed())
    }
}
