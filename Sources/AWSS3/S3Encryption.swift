/// Encryption of an object that is written, other than the bucket's default.
public enum S3Encryption: Sendable, Equatable {
    /// SSE-S3.
    case s3
    /// SSE-KMS with a bucket key. The value is the id or ARN of a key in the bucket's region.
    case kms(key: String)
}
