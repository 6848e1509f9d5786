import AWSClient
import AWSSigning
import Glibc
import HTTPTransport
import TestSupport
import Testing
import UTCTime

/// The sources of credentials that people have on their machines, for a bootstrap run by hand.
@Suite struct LocalCredentialTests {
    private static let marked = "MARKED-SECRET-4711"

    private func keyID(_ variables: [String: String]) async throws -> String {
        var variables = variables
        variables["AWS_REGION"] = "eu-west-1"
        let all = variables
        return try await AWSConfiguration.standard { all[$0] }.credentials.credentials().accessKeyID
    }

    private let keys = #"{"Version":1,"AccessKeyId":"PK","SecretAccessKey":"s","SessionToken":"t"}"#

    @Test func aQuotedProfileIsFound() async throws {
        let config =
            "[profile \"my team\"]\naws_access_key_id = QK\naws_secret_access_key = s\n[profile 'x']\naws_access_key_id = XK\naws_secret_access_key = s\n"
        try await withHome(config) { home async throws in
            #expect(try await keyID(["HOME": home, "AWS_PROFILE": "my team"]) == "QK")
            #expect(try await keyID(["HOME": home, "AWS_PROFILE": "x"]) == "XK")
        }
    }

    @Test func aProcessPrintsThem() async throws {
        try await withHome("[default]\ncredential_process = echo '\(keys)'\n") { home async throws in
            #expect(try await keyID(["HOME": home]) == "PK")
        }
    }

    @Test(arguments: [
        ("exit 3", "ended with status 3"), ("no-such-command-here", "ended with status 127"),
        ("kill -9 $$", "ended by signal 9"), ("true", "not credentials"),
        (
            "echo '{\"Version\":1,\"AccessKeyId\":\"k\",\"SecretAccessKey\":\"s\",\"Expiration\":\"\(marked)\"}'",
            "expiration"
        ),
        ("echo '[]'", "not credentials"), ("echo '{\"Version\":1}'", "not credentials"),
    ])
    func aProcessThatFailsSaysHow(command: String, words: String) async throws {
        try await withHome("[default]\ncredential_process = \(command)\n") { home async throws in
            let error = await #expect(throws: CredentialError.self) { try await keyID(["HOME": home]) }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains(Self.marked) == false)
        }
    }

    @Test(arguments: ["exit 3", "echo \(marked)", "echo '{\"Version\":2,\"AccessKeyId\":\"\(marked)\"}'"])
    func aProcessThatFailsIsNamedAndNotQuoted(command: String) async throws {
        try await withHome("[default]\ncredential_process = \(command)\n") { home async throws in
            let error = await #expect(throws: CredentialError.self) { try await keyID(["HOME": home]) }
            #expect(error?.description.contains("credential_process") == true)
            #expect(error?.description.contains(Self.marked) == false)
        }
    }

    private let singleSignOn = """
        [profile dev]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Reader
        [sso-session corp]
        sso_region = eu-central-1
        sso_start_url = https://example.awsapps.com/start
        """

    @Test func singleSignOnAsksForTheRole() async throws {
        let server = try LoopbackServer { request in
            guard request.header("x-amz-sso_bearer_token") == "token",
                request.target == "/federation/credentials?role_name=Reader&account_id=123456789012"
            else { return .status(401) }
            return .status(
                200,
                body:
                    #"{"roleCredentials":{"accessKeyId":"SK","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}"#
            )
        }
        defer { server.stop() }
        let token = #"{"accessToken":"token","expiresAt":"2099-01-01T00:00:00Z"}"#
        let name = try sha1("corp")
        try await withHome(singleSignOn, [".aws/sso/cache/\(name).json": token]) { home async throws in
            let variables = ["HOME": home, "AWS_PROFILE": "dev", "AWS_ENDPOINT_URL_SSO": server.url]
            #expect(try await keyID(variables) == "SK")
        }
    }

    /// Forms in which versions of the AWS CLI wrote a token's end.
    @Test(arguments: [
        "2099-01-01T00:00:00Z", "2099-01-01T00:00:00UTC", "2099-01-01T00:00:00+00:00", "2099-01-01T00:00:00.123Z",
    ])
    func aTokensEndIsReadInEveryForm(end: String) async throws {
        let server = try LoopbackServer { _ in
            .status(200, body: #"{"roleCredentials":{"accessKeyId":"SK","secretAccessKey":"s"}}"#)
        }
        defer { server.stop() }
        let name = try sha1("https://example.awsapps.com/start")
        // Without a session the file is named after the start URL.
        let profile = """
            [profile old]
            sso_start_url = https://example.awsapps.com/start
            sso_region = eu-central-1
            sso_account_id = 123456789012
            sso_role_name = Reader
            """
        let token = #"{"startUrl":"u","region":"r","accessToken":"token","expiresAt":"\#(end)"}"#
        try await withHome(profile, [".aws/sso/cache/\(name).json": token]) { home async throws in
            let variables = ["HOME": home, "AWS_PROFILE": "old", "AWS_ENDPOINT_URL_SSO": server.url]
            #expect(try await keyID(variables) == "SK")
        }
    }

    @Test(arguments: [
        (401, "run `aws sso login`"), (403, "refused by IAM Identity Center: HTTP 403"), (404, "HTTP 404"),
        (500, "HTTP 500"),
        (200, "HTTP 200"),
    ])
    func aRefusalOfIdentityCenterIsNamed(status: Int, words: String) async throws {
        let server = try LoopbackServer { _ in .status(status, body: #"{"message":"\#(Self.marked)"}"#) }
        defer { server.stop() }
        let token = #"{"accessToken":"\#(Self.marked)","expiresAt":"2099-01-01T00:00:00Z"}"#
        let name = try sha1("corp")
        try await withHome(singleSignOn, [".aws/sso/cache/\(name).json": token]) { home async throws in
            let error = await #expect(throws: CredentialError.self) {
                try await keyID(["HOME": home, "AWS_PROFILE": "dev", "AWS_ENDPOINT_URL_SSO": server.url])
            }
            #expect(error?.description.contains(words) == true)
            #expect(error?.description.contains(Self.marked) == false)
        }
    }

    @Test(arguments: [
        #"{"accessToken":"t","expiresAt":"2020-01-01T00:00:00Z"}"#, #"{"accessToken":"t","expiresAt":"soon"}"#,
        #"{"accessToken":"t"}"#, #"{"accessToken":5,"expiresAt":"2099-01-01T00:00:00Z"}"#, "{}", "",
    ])
    func anOldSessionSaysToLogIn(token: String) async throws {
        let name = try sha1("corp")
        try await withHome(singleSignOn, [".aws/sso/cache/\(name).json": token]) { home async throws in
            let error = await #expect(throws: CredentialError.self) {
                try await keyID(["HOME": home, "AWS_PROFILE": "dev"])
            }
            #expect(error?.description.contains("run `aws sso login`") == true)
        }
    }

    /// By coreutils: the name of the AWS CLI's file must be right, not only ours twice.
    private func sha1(_ text: String) throws -> String { try digest(text, by: "sha1sum") }
    private func sha256(_ text: String) throws -> String { try digest(text, by: "sha256sum") }

    private func digest(_ text: String, by program: String) throws -> String {
        let pipe = try #require(popen("printf %s '\(text)' | \(program)", "r"))
        defer { pclose(pipe) }
        var line = [CChar](repeating: 0, count: 128)
        _ = fgets(&line, 128, pipe)
        return String(decoding: line.prefix { $0 != 0x20 && $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private let loginSession = "arn:aws:iam::123456789012:user/me"

    @Test func aLoginSessionIsReadWhereTheAWSCLIKeepsIt() async throws {
        let keys = #"{"accessKeyId":"LK","secretAccessKey":"s","sessionToken":"t","expiresAt":"2099-01-01T00:00:00Z"}"#
        let file = ".aws/login/cache/\(try sha256(loginSession)).json"
        let token = #"{"accessToken":\#(keys),"tokenType":"aws_sigv4","refreshToken":"r","dpopKey":"k"}"#
        try await withHome("[default]\nlogin_session = \(loginSession)\n", [file: token]) { home async throws in
            #expect(try await keyID(["HOME": home]) == "LK")
        }
    }

    @Test func aLoginSessionThatIsNotThereSaysToLogIn() async throws {
        try await withHome("[default]\nlogin_session = \(loginSession)\n") { home async throws in
            let error = await #expect(throws: CredentialError.self) { try await keyID(["HOME": home]) }
            #expect(error?.description.contains("run `aws login`") == true)
        }
    }

    /// Its keys last minutes. The refresh token beside them is the AWS CLI's to use.
    @Test func aLoginSessionWhoseKeysHaveEndedSaysWhoRenewsThem() async throws {
        let keys = #"{"accessKeyId":"LK","secretAccessKey":"s","sessionToken":"t","expiresAt":"2020-01-01T00:00:00Z"}"#
        let file = ".aws/login/cache/\(try sha256(loginSession)).json"
        let token = #"{"accessToken":\#(keys),"refreshToken":"\#(Self.marked)"}"#
        try await withHome("[default]\nlogin_session = \(loginSession)\n", [file: token]) { home async throws in
            let error = await #expect(throws: CredentialError.self) { try await keyID(["HOME": home]) }
            #expect(error?.description.contains("ended at 2020-01-01T00:00:00.000Z") == true)
            #expect(error?.description.contains("only the AWS CLI renews them") == true)
            #expect(error?.description.contains(Self.marked) == false)
        }
    }

    @Test func aWebIdentityIsExchangedWithoutASignature() async throws {
        let server = try LoopbackServer { request in
            guard request.header("authorization") == nil, request.text.contains("WebIdentityToken=jwt") else {
                return .status(403)
            }
            return .status(
                200,
                body: """
                    <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>WK</AccessKeyId>\
                    <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>\
                    </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                    """
            )
        }
        defer { server.stop() }
        try await withHome("", ["token": "jwt"]) { home async throws in
            let variables = [
                "HOME": home, "AWS_WEB_IDENTITY_TOKEN_FILE": "\(home)/token", "AWS_ENDPOINT_URL_STS": server.url,
                "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/r",
            ]
            #expect(try await keyID(variables) == "WK")
        }
    }

    @Test func theContainersTokenComesFromItsFileAndTheRelativeAddressWins() async throws {
        let server = try LoopbackServer { request in
            request.header("authorization") == "from-file"
                ? .status(200, body: #"{"AccessKeyId":"CK","SecretAccessKey":"s"}"#) : .status(401)
        }
        defer { server.stop() }
        try await withHome("", ["token": "from-file\n"]) { home async throws in
            let variables = [
                "HOME": home, "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "\(home)/token",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "from-variable",
            ]
            #expect(try await keyID(variables) == "CK")
        }
    }

    @Test func theInstancesRoleIsTheLastResort() async throws {
        let server = try LoopbackServer { request in
            switch (request.method, request.target) {
            case ("PUT", "/latest/api/token"): return .status(200, body: "tok")
            case ("GET", "/latest/meta-data/iam/security-credentials/"): return .status(200, body: "role\n")
            case ("GET", "/latest/meta-data/iam/security-credentials/role"):
                return request.header("x-aws-ec2-metadata-token") == "tok"
                    ? .status(200, body: #"{"AccessKeyId":"IK","SecretAccessKey":"s","Token":"t"}"#) : .status(401)
            default: return .status(404)
            }
        }
        defer { server.stop() }
        try await withHome("") { home async throws in
            #expect(try await keyID(["HOME": home, "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url]) == "IK")
        }
    }

    /// Each request of version 2 of the instance metadata service may be refused.
    @Test(arguments: [
        ("/latest/api/token", LoopbackServer.Reply.status(403), "HTTP 403"),
        ("/latest/api/token", .status(404), "HTTP 404"),
        ("/latest/api/token", .close, "did not answer"),
        ("/latest/meta-data/iam/security-credentials/", .status(404), "HTTP 404"),
        ("/latest/meta-data/iam/security-credentials/", .status(200), "names no role"),
        ("/latest/meta-data/iam/security-credentials/", .status(200, body: "\n"), "names no role"),
        ("/latest/meta-data/iam/security-credentials/role", .status(500), "HTTP 500"),
        (
            "/latest/meta-data/iam/security-credentials/role",
            .status(200, body: #"{"Code":"AssumeRoleUnauthorizedAccess"}"#), "not credentials"
        ),
        ("/latest/meta-data/iam/security-credentials/role", .status(200, body: "<html>"), "not credentials"),
    ])
    func aRefusalOfTheMetadataServiceIsNamed(target: String, reply: LoopbackServer.Reply, words: String) async throws {
        let server = try LoopbackServer { request in
            if request.target == target { return reply }
            return .status(200, body: request.method == "PUT" ? Self.marked : "role")
        }
        defer { server.stop() }
        try await withHome("") { home async throws in
            let error = await #expect(throws: CredentialError.self) {
                try await keyID(["HOME": home, "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
            }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains(Self.marked) == false)
        }
    }

    /// `sam local`, Compose files and shells set variables to nothing: they count as not set, as in AWS's SDKs.
    @Test func anEmptyVariableIsNotSet() async throws {
        let config = "[default]\nregion = eu-north-1\naws_access_key_id = DK\naws_secret_access_key = s\n"
        let empty = [
            "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_ENDPOINT_URL",
            "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        ]
        try await withHome(config) { home async throws in
            var variables = Dictionary(uniqueKeysWithValues: empty.map { ($0, "") })
            variables["HOME"] = home
            let all = variables
            let configuration = try AWSConfiguration.standard { all[$0] }
            #expect(configuration.endpoints.region == "eu-north-1")
            #expect(try await configuration.credentials.credentials().accessKeyID == "DK")
        }
    }

    @Test(arguments: [
        ("role_arn = arn:r\nmfa_serial = arn:m\nsource_profile = default", "mfa_serial"),
        ("role_arn = arn:r\ncredential_source = Magic", "credential_source = Magic"),
        ("sso_account_id = 1\nsso_role_name = r\nsso_start_url = u", "sso_region is missing"),
        ("region = eu-west-1", "no aws_access_key_id"),
    ])
    func whatIsNotSupportedIsNamed(settings: String, words: String) async throws {
        try await withHome("[profile p]\n\(settings)\n") { home async throws in
            let error = await #expect(throws: CredentialError.self) {
                try await keyID(["HOME": home, "AWS_PROFILE": "p"])
            }
            #expect(error?.description.contains(words) == true)
        }
    }
}
