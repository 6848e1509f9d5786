/// A small object, whole.
public struct S3Object: Sendable, Equatable {
    public let bytes: [UInt8]
    public let head: S3ObjectHead
}
