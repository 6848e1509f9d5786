public import UTCTime

/// An upload that is neither completed nor aborted.
public struct S3OpenUpload: Sendable, Equatable {
    public let key: String
    public let id: String
    /// The ARN of the caller that began the upload. For a role it is the session's ARN, as `GetCallerIdentity` returns
    /// it.
    public let initiator: String?
    public let initiated: UTCTime?

    public init(key: String, id: String, initiator: String?, initiated: UTCTime?) {
        self.key = key
        self.id = id
        self.initiator = initiator
        self.initiated = initiated
    }
}
