/// The addresses of services: AWS's host names by region and switches, or a custom endpoint.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
public struct EndpointResolver: Sendable {
    public let region: String
    private let variant: EndpointVariant
    private let environment: @Sendable (String) -> String?

    /// Reads `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
    ///
    /// - Throws: ``AWSConfigurationError`` for a region that cannot be one and a switch that is neither true nor
    ///   false.
    public init(region: String, environment: @escaping @Sendable (String) -> String?) throws(AWSConfigurationError) {
        let isLabel = region.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
        guard isLabel, !region.isEmpty, !region.hasPrefix("-"), !region.hasSuffix("-") else {
            throw AWSConfigurationError("AWS_REGION is \"\(region)\"; expected the name of a region, such as eu-west-1")
        }
        self.region = region
        variant = EndpointVariant(
            isFIPS: try isOn("AWS_USE_FIPS_ENDPOINT", environment),
            isDualStack: try isOn("AWS_USE_DUALSTACK_ENDPOINT", environment)
        )
        self.environment = environment
    }

    /// The same switches and custom endpoints, for another region.
    ///
    /// - Throws: ``AWSConfigurationError`` for a region that cannot be one, or FIPS where there is none.
    public func inRegion(_ region: String) throws(AWSConfigurationError) -> EndpointResolver {
        try EndpointResolver(region: region, environment: environment)
    }

    /// Finds one service's address: `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, unless
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is true; else AWS's own.
    ///
    /// - Throws: ``AWSConfigurationError`` naming the variable whose value is no URL to send requests to.
    func endpoint(of service: AWSService) throws(AWSConfigurationError) -> ServiceEndpoint {
        if try !isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", environment) {
            for name in [service.endpointVariable, "AWS_ENDPOINT_URL"] {
                guard var url = environment(name), !url.isEmpty else { continue }
                while url.utf8.last == UInt8(ascii: "/") { url.removeLast() }
                guard isBaseURL(url) else {
                    throw AWSConfigurationError(
                        "\(name) must be http:// or https:// and a host, with nothing behind it but a path"
                    )
                }
                return ServiceEndpoint(base: url, isCustom: true)
            }
        }
        guard let host = variant.host(of: service, in: region) else {
            throw AWSConfigurationError(
                "AWS_USE_FIPS_ENDPOINT is true, but \(service.name) has no FIPS endpoint in \(region)"
            )
        }
        return ServiceEndpoint(base: "https://\(host)", isCustom: false)
    }
}

private func isOn(_ name: String, _ environment: (String) -> String?) throws(AWSConfigurationError) -> Bool {
    guard let text = environment(name), !text.isEmpty else { return false }
    guard let value = Bool(text.lowercased()) else {
        throw AWSConfigurationError("\(name) is \"\(text)\"; expected true or false")
    }
    return value
}

private func isBaseURL(_ url: String) -> Bool {
    for scheme in ["http://", "https://"] where url.hasPrefix(scheme) {
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        let hasOddBytes = rest.contains {
            $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
        }
        return !hasOddBytes && rest.first.map { $0 != UInt8(ascii: "/") } == true
    }
    return false
}
