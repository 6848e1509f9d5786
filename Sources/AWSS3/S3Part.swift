/// A part of an upload that S3 has received.
public struct S3Part: Sendable, Equatable {
    public var number: Int
    /// The part's size in bytes.
    public var size: Int64
    /// The part's ETag, without quotes.
    public var etag: String
    /// The checksums that S3 computed for the part, by the name of their XML element, e.g. `ChecksumCRC64NVME`.
    public var checksums: [String: String]

    public init(number: Int, size: Int64, etag: String, checksums: [String: String] = [:]) {
        self.number = number
        self.size = size
        self.etag = etag
        self.checksums = checksums
    }
}
