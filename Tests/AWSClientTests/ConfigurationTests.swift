import AWSClient
import AWSSigning
import Glibc
import HTTPTransport
import TestSupport
import Testing
import UTCTime

@Suite struct ConfigurationTests {
    private func configuration(_ variables: [String: String]) throws -> AWSConfiguration {
        try .standard { variables[$0] }
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s"]

    private func withFile<Value>(_ text: String, _ body: (String) async throws -> Value) async throws -> Value {
        let path = "/tmp/aws-config-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        defer { unlink(path) }
        return try await body(path)
    }

    @Test func keysOfTheEnvironmentComeFirst() async throws {
        var variables = Self.keys
        variables["AWS_REGION"] = "eu-west-1"
        variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/"
        let configuration = try configuration(variables)
        #expect(try await configuration.credentials.credentials().accessKeyID == "AK")
        #expect(configuration.endpoints.region == "eu-west-1")
    }

    @Test func theContainerEndpointComesNext() async throws {
        let server = try LoopbackServer { _ in .status(200, body: #"{"AccessKeyId":"CK","SecretAccessKey":"s"}"#) }
        defer { server.stop() }
        let configuration = try configuration([
            "AWS_REGION": "eu-west-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url,
        ])
        #expect(try await configuration.credentials.credentials().accessKeyID == "CK")
    }

    @Test func aMissingRegionIsNamed() {
        let error = #expect(throws: AWSConfigurationError.self) { try configuration(Self.keys) }
        #expect(error?.description.contains("AWS_REGION") == true)
    }

    /// All at once: a deployment that is wrong in five places is mended once.
    @Test func everythingThatIsWrongIsNamed() {
        let wrong = [
            "AWS_RETRY_MODE": "fast", "AWS_MAX_ATTEMPTS": "0", "AWS_USE_FIPS_ENDPOINT": "yes",
            "AWS_USE_DUALSTACK_ENDPOINT": "1", "AWS_ENDPOINT_URL": "localhost:4566", "AWS_PROFILE": "dev",
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        ]
        for region in [nil, "EU West"] {
            var variables = wrong
            variables["AWS_REGION"] = region
            let error = #expect(throws: AWSConfigurationError.self) { try configuration(variables) }
            let text = error?.description ?? ""
            for name in wrong.keys where name != "AWS_PROFILE" && !name.hasSuffix("FILE") && !name.hasPrefix("AWS_EC2")
            {
                #expect(text.contains(name), "\(name): \(text)")
            }
            #expect(text.contains(region ?? "no region"), "\(text)")
            #expect(text.contains("credentials"), "\(text)")
        }
    }

    @Test func withoutAnyCredentialsTheProfileIsNamed() {
        let error = #expect(throws: CredentialError.self) {
            try configuration(["AWS_REGION": "eu-west-1", "AWS_PROFILE": "dev"])
        }
        #expect(error?.description.contains("\"dev\"") == true)
    }

    @Test func assumesTheRoleOfAProfile() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                body: """
                    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                    <AccessKeyId>ROLEKEY</AccessKeyId><SecretAccessKey>rs</SecretAccessKey><SessionToken>rt</SessionToken>
                    <Expiration>2099-11-21T01:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
                    """
            )
        }
        defer { server.stop() }
        let text = """
            [profile dev]
            region = eu-west-2
            role_arn = arn:aws:iam::123456789012:role/dev
            source_profile = base
            external_id = x/1
            [profile base]
            aws_access_key_id = BASE
            aws_secret_access_key = bs
            """
        try await withFile(text) { path in
            let configuration = try configuration([
                "AWS_CONFIG_FILE": path, "AWS_PROFILE": "dev", "AWS_ENDPOINT_URL_STS": server.url,
            ])
            #expect(configuration.endpoints.region == "eu-west-2")
            for _ in 0..<3 {
                let credentials = try await configuration.credentials.credentials()
                #expect(credentials.accessKeyID == "ROLEKEY")
                #expect(credentials.sessionToken == "rt")
                #expect(credentials.expiration == UTCTime(iso8601: "2099-11-21T01:00:00Z"))
            }
        }
        #expect(server.requests.count == 1, "kept until shortly before they end")
        #expect(server.requests[0].header("authorization")?.contains("Credential=BASE/") == true)
        #expect(
            server.requests[0].text
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdev"
                + "&RoleSessionName=aws-lambdas-local&ExternalId=x%2F1"
        )
    }

    @Test func aRoleThatCannotBeAssumedIsNamed() async throws {
        let server = try LoopbackServer { _ in
            .status(
                403,
                body: "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
            )
        }
        defer { server.stop() }
        let text =
            "[default]\nrole_arn = arn:aws:iam::123456789012:role/dev\ncredential_source = Environment\nregion = eu-west-1\n"
        let error = try await withFile(text) { path in
            var variables = ["AWS_CONFIG_FILE": path, "AWS_ENDPOINT_URL": server.url]
            // The environment is only this role's source when the keys are not taken for the answer.
            variables["AWS_ACCESS_KEY_ID"] = ""
            return #expect(throws: CredentialError.self) { try configuration(variables) }
        }
        #expect(error?.description.contains("credential_source = Environment") == true)
    }
}
