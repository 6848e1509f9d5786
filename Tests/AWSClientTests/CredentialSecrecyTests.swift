import AWSClient
import AWSSigning
import TestSupport
import Testing

/// No source of credentials quotes an answer, a file or an output in its error: a secret may stand in any of them.
@Suite struct CredentialSecrecyTests {
    private static let mark = "MARKED-SECRET-4711"

    static let bodies = [
        #"{"AccessKeyId":"\#(mark)"}"#, #"{"AccessKeyId":5,"SecretAccessKey":"\#(mark)","Token":"\#(mark)"}"#,
        #"{"AccessKeyId":"k","SecretAccessKey":"\#(mark)"#, #"["\#(mark)"]"#, mark, "<html>\(mark)</html>",
        #"{"roleCredentials":{"secretAccessKey":"\#(mark)"}}"#, #"{"accessToken":{"secretAccessKey":"\#(mark)"}}"#,
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>\(mark)</SecretAccessKey>",
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>\(mark)</SecretAccessKey></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        "<Other>\(mark)</Other>",
        #"{"AccessKeyId":"k","SecretAccessKey":"s","Expiration":"\#(mark)"}"#,
        #"{"Version":1,"AccessKeyId":"k","SecretAccessKey":"s","Expiration":"\#(mark)"}"#,
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>k</AccessKeyId><SecretAccessKey>s</SecretAccessKey><Expiration>\(mark)</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>k</AccessKeyId><SecretAccessKey>s</SecretAccessKey><Expiration>\(mark)</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
    ]

    static let replies: [LoopbackServer.Reply] =
        [200, 400, 403, 500].flatMap { status in bodies.map { .status(status, body: $0) } }
        + [
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n\(bodies[0])"),
            .raw("HTTP/1.1 200 OK\r\nx: \(mark)\r\n"),
        ]

    /// Variables and files by which each source is asked; `URL` and `HOME` stand for the server's and the folder's.
    static let sources: [(name: String, config: String, variables: [String: String])] = [
        ("container", "", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL"]),
        ("instance", "", ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL"]),
        (
            "web identity", "",
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "HOME/token", "AWS_ROLE_ARN": "arn:r", "AWS_ENDPOINT_URL_STS": "URL"]
        ),
        (
            "role",
            "[default]\nrole_arn = arn:r\nsource_profile = keys\n[profile keys]\naws_access_key_id = k\naws_secret_access_key = \(mark)\n",
            ["AWS_ENDPOINT_URL_STS": "URL", "AWS_MAX_ATTEMPTS": "1"]
        ),
        (
            "single sign-on",
            "[default]\nsso_account_id = 1\nsso_role_name = r\nsso_region = eu-west-1\nsso_start_url = u\n",
            ["AWS_ENDPOINT_URL_SSO": "URL"]
        ),
    ]

    @Test(arguments: sources.indices) func isInNoErrorOfASource(index: Int) async throws {
        let source = Self.sources[index]
        // SHA-1 of "u", where the AWS CLI keeps the session's token.
        let session = ".aws/sso/cache/51e69892ab49df85c6230ccc57f8e1d1606caccc.json"
        let files = [
            "token": Self.mark, session: #"{"accessToken":"\#(Self.mark)","expiresAt":"2099-01-01T00:00:00Z"}"#,
        ]
        try await withHome(source.config, files) { home async throws in
            for reply in Self.replies {
                let server = try LoopbackServer { _ in reply }
                defer { server.stop() }
                var variables = ["HOME": home, "AWS_REGION": "eu-west-1"]
                for (name, value) in source.variables {
                    variables[name] = value.replacing("URL", with: server.url).replacing("HOME", with: home)
                }
                await expectNoMark(variables)
            }
        }
    }

    @Test(arguments: bodies) func isInNoErrorAboutAFile(body: String) async throws {
        // SHA-256 of "s", and SHA-1 of "u".
        let login = ".aws/login/cache/043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89.json"
        let session = ".aws/sso/cache/51e69892ab49df85c6230ccc57f8e1d1606caccc.json"
        let config = """
            [profile login]
            login_session = s
            [profile sso]
            sso_account_id = 1
            sso_role_name = r
            sso_region = eu-west-1
            sso_start_url = u
            [profile process]
            credential_process = cat HOME/output
            """
        try await withHome("", [login: body, session: body, "output": body]) { home async throws in
            let file = config.replacing("HOME", with: home)
            try await withHome(file) { other async throws in
                for profile in ["login", "sso", "process"] {
                    await expectNoMark([
                        "HOME": home, "AWS_CONFIG_FILE": "\(other)/.aws/config", "AWS_PROFILE": profile,
                        "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:1",
                    ])
                }
            }
        }
    }

    private func expectNoMark(_ variables: [String: String]) async {
        do {
            _ = try await AWSConfiguration.standard { variables[$0] }.credentials.credentials()
        } catch {
            var dumped = ""
            dump(error, to: &dumped)
            for text in ["\(error)", String(reflecting: error), dumped] { #expect(!text.contains(Self.mark)) }
        }
    }
}
