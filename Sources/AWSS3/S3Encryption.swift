/// The encryption of a new object, when it is not the bucket's default.
public enum S3Encryption: Sendable, Equatable {
    /// SSE-S3: encryption with keys that S3 manages.
    case s3
    /// SSE-KMS with a bucket key. The value is the id or ARN of a key in the bucket's region.
    case kms(key: String)
}
