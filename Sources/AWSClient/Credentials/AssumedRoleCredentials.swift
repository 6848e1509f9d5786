import AWSSigning

/// The temporary credentials of a role. They are requested with the credentials of another source.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
struct AssumedRoleCredentials: CredentialProvider {
    let role: AssumeRoleRequest
    let sts: AWSClient

    /// Assumes the role.
    ///
    /// - Throws: `CredentialError`, for example when the role does not trust the caller.
    func credentials() async throws -> Credentials {
        do {
            return try await sts.call(Self.assumeRole(role))
        } catch let error as AWSError {
            throw CredentialError("role \(role.roleARN) cannot be assumed: \(error)")
        }
    }

    private static func assumeRole(_ role: AssumeRoleRequest) -> AWSOperation<Credentials> {
        .query(
            "AssumeRole",
            version: AWSService.stsVersion,
            [
                ("RoleArn", role.roleARN),
                ("RoleSessionName", role.sessionName),
                ("ExternalId", role.externalID),
                ("DurationSeconds", role.durationSeconds.map { String($0) }),
            ],
            isIdempotent: true,
            carriesSecrets: true,
            read: credentials(in:)
        )
    }

    /// Reads the credentials in STS's result.
    @Sendable static func credentials(in result: XMLElement) -> Credentials? {
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
}

extension AWSService {
    /// The service AWS STS. The client needs it to assume roles; the target AWSSTS has its operations.
    public static let sts = AWSService(
        name: "STS",
        endpointPrefix: "sts",
        wireProtocol: .query
    )

    public static let stsVersion = "2011-06-15"
}
