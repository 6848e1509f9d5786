/// A part that S3 has.
public struct S3Part: Sendable, Equatable {
    public var number: Int
    /// Bytes.
    public var size: Int64
    /// Without quotes.
    public var etag: String
    /// Checksums S3 made of it, by the name of their XML element, e.g. `ChecksumCRC64NVME`.
    public var checksums: [String: String]

    public init(number: Int, size: Int64, etag: String, checksums: [String: String] = [:]) {
        self.number = number
        self.size = size
        self.etag = etag
        self.checksums = checksums
    }
}
