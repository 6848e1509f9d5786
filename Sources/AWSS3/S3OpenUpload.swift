public import UTCTime

/// An upload that is neither completed nor aborted.
public struct S3OpenUpload: Sendable, Equatable {
    public let key: String
    public let id: String
    /// ARN of the caller that began it; for a role the session, as `GetCallerIdentity` returns it.
    public let initiator: String?
    public let initiated: UTCTime?

    public init(key: String, id: String, initiator: String?, initiated: UTCTime?) {
        self.key = key
        self.id = id
        self.initiator = initiator
        self.initiated = initiated
    }
}
