import Testing

@testable import AWSSigning

@Suite struct SharedConfigTests {
    static let config = """
        # a comment
        [default]
        region = eu-west-1   ; trailing
        s3 =
          addressing_style = path
        [profile dev]
        role_arn = arn:aws:iam::123456789012:role/dev
        source_profile=base
        external_id = a#b
        duration_seconds = 3600
        [profile  spaced ]
        REGION=us-east-2
        [dev2]
        region = never
        [profile loop1]
        role_arn = arn:aws:iam::123456789012:role/1
        source_profile = loop2
        [profile loop2]
        role_arn = arn:aws:iam::123456789012:role/2
        source_profile = loop1
        [profile self]
        role_arn = arn:aws:iam::123456789012:role/self
        source_profile = self
        [profile env]
        role_arn = arn:aws:iam::123456789012:role/env
        credential_source = Environment
        [profile nowhere]
        role_arn = arn:aws:iam::123456789012:role/x
        garbage
        """
    static let credentials =
        "[base]\r\naws_access_key_id = AK\r\naws_secret_access_key = s=e/c\r\n\r\n[self]\naws_access_key_id=SK\naws_secret_access_key=ss\naws_session_token=st\n"

    let file = SharedConfigFile(config: config, credentials: credentials)
    let baseKeys = ProfileCredentialSource.keys(Credentials(accessKeyID: "AK", secretAccessKey: "s=e/c"))

    @Test func readsSettings() {
        #expect(file.setting("region", ofProfile: "default") == "eu-west-1")
        #expect(file.setting("region", ofProfile: "spaced") == "us-east-2")
        #expect(file.setting("addressing_style", ofProfile: "default") == nil, "nested settings are another level")
        #expect(!file.contains(profile: "dev2"), "in config, profiles other than default are called [profile NAME]")
    }

    @Test func followsARoleToItsKeys() throws {
        let role = AssumeRoleRequest(
            roleARN: "arn:aws:iam::123456789012:role/dev",
            sessionName: "aws-lambdas-local",
            externalID: "a#b",
            durationSeconds: 3600
        )
        #expect(try file.plan(forProfile: "base") == baseKeys)
        #expect(try file.plan(forProfile: "dev") == .assumeRole(role, using: baseKeys))
    }

    @Test func aProfileCanBeItsOwnSource() throws {
        let keys = ProfileCredentialSource.keys(
            Credentials(accessKeyID: "SK", secretAccessKey: "ss", sessionToken: "st")
        )
        let role = AssumeRoleRequest(roleARN: "arn:aws:iam::123456789012:role/self", sessionName: "aws-lambdas-local")
        #expect(try file.plan(forProfile: "self") == .assumeRole(role, using: keys))
    }

    @Test func theEnvironmentCanBeTheSource() throws {
        let role = AssumeRoleRequest(roleARN: "arn:aws:iam::123456789012:role/env", sessionName: "aws-lambdas-local")
        #expect(try file.plan(forProfile: "env") == .assumeRole(role, using: .environment))
    }

    @Test(arguments: [
        ("missing", "no profile \"missing\""), ("loop1", "loop1 → loop2 → loop1"),
        ("nowhere", "neither source_profile"),
        ("default", "has no aws_access_key_id"),
    ])
    func namesTheProfileThatLeadsNowhere(profile: String, words: String) {
        let error = #expect(throws: CredentialError.self) { try file.plan(forProfile: profile) }
        #expect(error?.description.contains(words) == true)
    }
}
