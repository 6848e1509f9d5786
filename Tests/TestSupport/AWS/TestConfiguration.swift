public import AWSClient
import AWSSigning

extension AWSConfiguration {
    /// Every service is at the loopback server.
    public static func at(_ server: LoopbackServer, attempts: Int = 1) throws -> AWSConfiguration {
        let url = server.url
        return AWSConfiguration(
            endpoints: try EndpointResolver(region: "eu-west-1") { $0 == "AWS_ENDPOINT_URL" ? url : nil },
            credentials: StaticCredentials(Credentials(accessKeyID: "AK", secretAccessKey: "s")),
            retry: RetrySettings(maximumAttempts: attempts)
        )
    }
}
