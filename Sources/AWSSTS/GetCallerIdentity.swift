import AWSClient

extension STS {
    /// Reads the ARN of the identity that signs our calls. For a role it is the ARN of the session. The call needs no
    /// permission.
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    ///
    /// - Throws: `AWSError`.
    public func callerARN(deadline: ContinuousClock.Instant? = nil) async throws -> String {
        try await client.call(
            .query("GetCallerIdentity", version: AWSService.stsVersion, [], isIdempotent: true) { $0.text(of: "Arn") },
            deadline: deadline
        )
    }
}
