import HTTPTransport

/// A checksum of the whole object. When ``S3/completeMultipartUpload`` sends it, S3 refuses to make an object with
/// another checksum.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
public struct S3FullObjectChecksum: Sendable, Equatable {
    /// The algorithm: `CRC64NVME`, `CRC32` or `CRC32C`. S3 can apply these to the whole object of a multipart upload.
    public var algorithm: String
    /// The checksum in Base64.
    public var value: String

    public init(algorithm: String, value: String) {
        self.algorithm = algorithm
        self.value = value
    }

    /// Reads the whole object's checksum in an object's headers; `nil` when they contain none. A checksum that was
    /// computed from the parts' checksums (COMPOSITE) does not count.
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
