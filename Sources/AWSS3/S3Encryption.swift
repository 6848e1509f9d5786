/// Encryption of an object that is written, other than the bucket's default.
public enum S3Encryption: Sendable, Equatable {
    /// SSE-S3.
    case s3
    /// SSE-KMS with a bucket key, under a key of the bucket's region: its id or ARN.
    case kms(key: String)
}
