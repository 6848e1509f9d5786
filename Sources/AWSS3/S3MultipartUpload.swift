/// A multipart upload: the object that it writes, and the upload's id.
public struct S3MultipartUpload: Sendable, Equatable {
    public var target: S3CopyTarget
    public var id: String

    public init(target: S3CopyTarget, id: String) {
        self.target = target
        self.id = id
    }
}
