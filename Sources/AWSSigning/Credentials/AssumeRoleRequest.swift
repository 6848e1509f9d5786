/// The request of `sts:AssumeRole` or `sts:AssumeRoleWithWebIdentity`.
public struct AssumeRoleRequest: Sendable, Equatable {
    public let roleARN: String
    public let sessionName: String
    public let externalID: String?
    /// The session's duration in seconds, 900 to 43,200.
    public let durationSeconds: Int?

    public init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }
}
