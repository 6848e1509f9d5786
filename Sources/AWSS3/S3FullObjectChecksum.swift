import HTTPTransport

/// A checksum of the whole object. Given to ``S3/completeMultipartUpload`` it makes S3 itself refuse a bad assembly.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
public struct S3FullObjectChecksum: Sendable, Equatable {
    /// `CRC64NVME`, `CRC32` or `CRC32C`: the algorithms that S3 can apply to the whole object of a multipart upload.
    public var algorithm: String
    /// Base64.
    public var value: String

    public init(algorithm: String, value: String) {
        self.algorithm = algorithm
        self.value = value
    }

    /// `nil` when the object has none, or one made of its parts' checksums (COMPOSITE).
    public init?(of head: S3ObjectHead) {
        guard head.headers["x-amz-checksum-type"] == "FULL_OBJECT" else { return nil }
        for algorithm in ["CRC64NVME", "CRC32C", "CRC32"] {
            if let value = head.headers["x-amz-checksum-\(algorithm.lowercased())"] {
                self.init(algorithm: algorithm, value: value)
                return
            }
        }
        return nil
    }
}
