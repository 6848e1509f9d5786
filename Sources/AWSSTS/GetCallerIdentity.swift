import AWSClient

extension STS {
    /// The ARN of the identity that signs our calls; of a role, the ARN of its session. No permission is needed.
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
