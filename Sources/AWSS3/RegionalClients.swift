import AWSClient
import Synchronization

/// One client for each region, made when it is first needed: endpoint and signature are the region's.
final class RegionalClients: Sendable {
    let configuration: AWSConfiguration
    /// The configuration's own region's.
    let home: AWSClient
    private let others = Mutex<[String: AWSClient]>([:])

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        self.configuration = configuration
        home = try AWSClient(S3.service, configuration)
    }

    /// - Throws: `AWSConfigurationError` for what cannot be a region.
    func client(for region: String) throws(AWSConfigurationError) -> AWSClient {
        guard region != configuration.endpoints.region else { return home }
        if let client = others.withLock({ $0[region] }) { return client }
        let client = try AWSClient(
            S3.service,
            AWSConfiguration(
                endpoints: try configuration.endpoints.inRegion(region),
                credentials: configuration.credentials,
                retry: configuration.retry,
                transport: configuration.transport
            )
        )
        // The first one stays: it holds the region's retry budget.
        return others.withLock { others in
            if let first = others[region] { return first }
            others[region] = client
            return client
        }
    }
}
