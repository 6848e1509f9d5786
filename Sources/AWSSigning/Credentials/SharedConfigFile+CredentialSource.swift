extension SharedConfigFile {
    /// Finds the source of a profile's credentials, and follows the profile's references to other profiles. The order
    /// is that of the AWS SDKs: role, single sign-on, keys, login session, process.
    ///
    /// - Throws: ``CredentialError`` naming the profile that has no source or refers to itself in a circle, or the
    ///   setting that is not supported.
    public func plan(forProfile profile: String) throws(CredentialError) -> ProfileCredentialSource {
        try plan(profile, visited: [])
    }

    private func plan(_ profile: String, visited: [String]) throws(CredentialError) -> ProfileCredentialSource {
        guard contains(profile: profile) else {
            throw CredentialError("there is no profile \"\(profile)\" in the shared config and credentials files")
        }
        guard !visited.contains(profile) else {
            throw CredentialError("source_profile goes in a circle: \((visited + [profile]).joined(separator: " → "))")
        }
        if let roleARN = setting("role_arn", ofProfile: profile) { return try rolePlan(roleARN, profile, visited) }
        if let account = setting("sso_account_id", ofProfile: profile) { return try signOnPlan(account, profile) }
        if setting("aws_access_key_id", ofProfile: profile) != nil { return .keys(try keys(of: profile)) }
        if let session = setting("login_session", ofProfile: profile) { return .loginSession(session) }
        if let command = setting("credential_process", ofProfile: profile) { return .process(command) }
        return .keys(try keys(of: profile))
    }

    private func rolePlan(
        _ roleARN: String,
        _ profile: String,
        _ visited: [String]
    ) throws(CredentialError) -> ProfileCredentialSource {
        guard setting("mfa_serial", ofProfile: profile) == nil else {
            throw CredentialError(
                "profile \"\(profile)\" has an mfa_serial, and codes cannot be asked for here; export credentials with `aws configure export-credentials --profile \(profile) --format env`"
            )
        }
        let role = AssumeRoleRequest(
            roleARN: roleARN,
            sessionName: setting("role_session_name", ofProfile: profile) ?? "aws-lambdas-local",
            externalID: setting("external_id", ofProfile: profile),
            durationSeconds: setting("duration_seconds", ofProfile: profile).flatMap { Int($0) }
        )
        if let file = setting("web_identity_token_file", ofProfile: profile) {
            return .webIdentity(role, tokenFile: file)
        }
        if let source = setting("source_profile", ofProfile: profile) {
            // A profile that names itself as its source means its own keys.
            if source == profile { return .assumeRole(role, using: .keys(try keys(of: profile))) }
            return .assumeRole(role, using: try plan(source, visited: visited + [profile]))
        }
        switch setting("credential_source", ofProfile: profile) {
        case "Environment": return .assumeRole(role, using: .environment)
        case "EcsContainer": return .assumeRole(role, using: .container)
        case "Ec2InstanceMetadata": return .assumeRole(role, using: .instance)
        case let other?:
            throw CredentialError(
                "profile \"\(profile)\" has credential_source = \(other); it is Environment, EcsContainer or Ec2InstanceMetadata"
            )
        case nil:
            throw CredentialError(
                "profile \"\(profile)\" has a role_arn but neither source_profile, web_identity_token_file nor credential_source"
            )
        }
    }

    private func signOnPlan(_ account: String, _ profile: String) throws(CredentialError) -> ProfileCredentialSource {
        let session = setting("sso_session", ofProfile: profile)
        func find(_ name: String) throws(CredentialError) -> String {
            let value = session.flatMap { setting(name, ofSession: $0) } ?? setting(name, ofProfile: profile)
            if let value { return value }
            let place = session.map { "its [sso-session \($0)]" } ?? "profile \"\(profile)\""
            throw CredentialError("\(name) is missing in \(place)")
        }
        let tokenName: String
        if let session { tokenName = session } else { tokenName = try find("sso_start_url") }
        return .singleSignOn(
            SingleSignOnRole(
                accountID: account,
                roleName: try find("sso_role_name"),
                region: try find("sso_region"),
                tokenName: tokenName
            )
        )
    }

    private func keys(of profile: String) throws(CredentialError) -> Credentials {
        guard let key = setting("aws_access_key_id", ofProfile: profile),
            let secret = setting("aws_secret_access_key", ofProfile: profile)
        else {
            throw CredentialError(
                "profile \"\(profile)\" has no aws_access_key_id and aws_secret_access_key, and no sso_account_id, login_session or credential_process"
            )
        }
        let token = setting("aws_session_token", ofProfile: profile)
        return Credentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token)
    }
}
