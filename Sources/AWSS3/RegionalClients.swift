import AWSClient
import Synchronization

/// The clients of S3, one for each region. Each is made when it is first needed.
final class RegionalClients: Sendable {
    let configuration: AWSConfiguration
    /// The client of the configuration's own region.
    let home: AWSClient
    private let others = Mutex<[String: AWSClient]>([:])

    /// Makes the client of the configuration's region.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        self.configuration = configuration
        home = try AWSClient(S3.service, configuration)
    }

    /// Returns the client of a region, and makes it when there is none.
    ///
    /// - Throws: `AWSConfigurationError` for a text that cannot be a region.
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
