/// One tag of an object.
public struct S3Tag: Sendable, Hashable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// `true` for a tag of AWS itself, which nobody else can set.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-managing.html
    public var isOfAWS: Bool { key.utf8.starts(with: "aws:".utf8) }
}

extension [S3Tag] {
    /// The tags that users can set.
    public var ofUsers: [S3Tag] { filter { !$0.isOfAWS } }
}
