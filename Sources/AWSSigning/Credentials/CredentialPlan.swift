/// How a profile comes by its credentials, worked out from the files before anything is called.
public indirect enum CredentialPlan: Sendable, Equatable {
    case keys(Credentials)
    /// `credential_source = Environment`
    case environment
    case assumeRole(RoleAssumption, using: CredentialPlan)
}

/// What `sts:AssumeRole` is asked for.
public struct RoleAssumption: Sendable, Equatable {
    public let roleARN: String
    public let sessionName: String
    public let externalID: String?
    /// Seconds, 900 to 43,200.
    public let durationSeconds: Int?

    public init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }
}

extension SharedConfigFile {
    /// Follows `role_arn` and `source_profile` down to keys.
    ///
    /// - Throws: ``CredentialError`` naming the profile that leads nowhere, or around in a circle.
    public func plan(forProfile profile: String) throws(CredentialError) -> CredentialPlan {
        try plan(profile, visited: [])
    }

    private func plan(_ profile: String, visited: [String]) throws(CredentialError) -> CredentialPlan {
        guard contains(profile: profile) else {
            throw CredentialError("there is no profile \"\(profile)\" in the shared config and credentials files")
        }
        guard !visited.contains(profile) else {
            throw CredentialError("source_profile goes in a circle: \((visited + [profile]).joined(separator: " → "))")
        }
        // A profile that names itself as its source means its own keys.
        let isOwnSource = setting("source_profile", ofProfile: profile) == profile
        if let roleARN = setting("role_arn", ofProfile: profile) {
            let role = RoleAssumption(
                roleARN: roleARN,
                sessionName: setting("role_session_name", ofProfile: profile) ?? "aws-lambdas-local",
                externalID: setting("external_id", ofProfile: profile),
                durationSeconds: setting("duration_seconds", ofProfile: profile).flatMap { Int($0) }
            )
            if isOwnSource { return .assumeRole(role, using: .keys(try keys(of: profile))) }
            if let source = setting("source_profile", ofProfile: profile) {
                return .assumeRole(role, using: try plan(source, visited: visited + [profile]))
            }
            if setting("credential_source", ofProfile: profile) == "Environment" {
                return .assumeRole(role, using: .environment)
            }
            throw CredentialError(
                "profile \"\(profile)\" has a role_arn but neither source_profile nor credential_source = Environment"
            )
        }
        return .keys(try keys(of: profile))
    }

    private func keys(of profile: String) throws(CredentialError) -> Credentials {
        guard let key = setting("aws_access_key_id", ofProfile: profile),
            let secret = setting("aws_secret_access_key", ofProfile: profile)
        else {
            throw CredentialError("profile \"\(profile)\" has no aws_access_key_id and aws_secret_access_key")
        }
        let token = setting("aws_session_token", ofProfile: profile)
        return Credentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token)
    }
}
