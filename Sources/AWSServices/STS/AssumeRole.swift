import AWSClient
public import AWSSigning

extension STS {
    /// Gets temporary credentials of a role.
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    ///
    /// - Throws: `AWSError`, among others `AccessDenied` when the role does not trust the caller.
    public func assumeRole(_ role: RoleAssumption, deadline: ContinuousClock.Instant? = nil) async throws -> Credentials
    {
        let operation = AWSOperation<Credentials>.query(
            "AssumeRole",
            version: Self.apiVersion,
            [
                ("RoleArn", role.roleARN),
                ("RoleSessionName", role.sessionName),
                ("ExternalId", role.externalID),
                ("DurationSeconds", role.durationSeconds.map { String($0) }),
            ],
            isRepeatable: true
        ) { result in
            guard let credentials = result["Credentials"], let key = credentials.text(of: "AccessKeyId"),
                let secret = credentials.text(of: "SecretAccessKey"),
                let expiration = try? Credentials.expiration(credentials.text(of: "Expiration"))
            else { return nil }
            return Credentials(
                accessKeyID: key,
                secretAccessKey: secret,
                sessionToken: credentials.text(of: "SessionToken"),
                expiration: expiration
            )
        }
        return try await client.call(operation, deadline: deadline)
    }
}

/// The credentials of a role, taken on with those of another source.
struct AssumedRoleCredentials: CredentialProvider {
    let role: RoleAssumption
    let sts: STS

    func credentials() async throws -> Credentials {
        do {
            return try await sts.assumeRole(role)
        } catch let error as AWSError {
            throw CredentialError("role \(role.roleARN) cannot be assumed: \(error)")
        }
    }
}
