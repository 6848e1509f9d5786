/// Where requests go: AWS's host names by region and switches, or a custom endpoint.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
public struct EndpointResolver: Sendable {
    public let region: String
    private let usesFIPS: Bool
    private let usesDualStack: Bool
    private let customEndpoint: @Sendable (AWSService) -> String?

    /// Reads `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`, `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>` and
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`.
    ///
    /// - Throws: ``AWSConfigurationError`` for a region that cannot be one, or FIPS where there is none.
    public init(region: String, environment: @escaping @Sendable (String) -> String?) throws(AWSConfigurationError) {
        let isLabel = region.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
        guard isLabel, !region.isEmpty, !region.hasPrefix("-"), !region.hasSuffix("-") else {
            throw AWSConfigurationError("\"\(region)\" is not a region; expected a name such as eu-west-1")
        }
        let isOn = { (name: String) in environment(name)?.lowercased() == "true" }
        self.region = region
        usesFIPS = isOn("AWS_USE_FIPS_ENDPOINT")
        usesDualStack = isOn("AWS_USE_DUALSTACK_ENDPOINT")
        if usesFIPS, !Partition(region: region).hasFIPS {
            throw AWSConfigurationError("AWS_USE_FIPS_ENDPOINT is true, but there are no FIPS endpoints in \(region)")
        }
        let ignoresCustom = isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        customEndpoint = { service in
            if ignoresCustom { return nil }
            for name in [service.endpointVariable, "AWS_ENDPOINT_URL"] {
                guard var url = environment(name), !url.isEmpty else { continue }
                while url.utf8.last == UInt8(ascii: "/") { url.removeLast() }
                return url
            }
            return nil
        }
    }

    /// The base URL for a service, with no slash at its end.
    func endpoint(_ service: AWSService) -> String {
        customEndpoint(service) ?? "https://\(host(service))"
    }

    /// The base URL and path prefix for one S3 bucket: virtual-hosted on AWS, path-style on a custom endpoint, and for
    /// names with a dot, which the wildcard certificate does not cover.
    public func s3Endpoint(_ service: AWSService, bucket: String) -> (base: String, pathPrefix: String) {
        if let custom = customEndpoint(service) { return (custom, "/\(bucket)") }
        let host = s3Host
        return isHostLabel(bucket) ? ("https://\(bucket).\(host)", "") : ("https://\(host)", "/\(bucket)")
    }

    private func host(_ service: AWSService) -> String {
        let partition = Partition(region: region)
        let hasFIPSName = usesFIPS && !(partition == .govCloud && service.plainGovCloudEndpointIsFIPS && !usesDualStack)
        let suffix = usesDualStack ? partition.dualStackSuffix : partition.suffix
        return "\(service.endpointPrefix)\(hasFIPSName ? "-fips" : "").\(region).\(suffix)"
    }

    /// S3 keeps the partition's suffix for dual stack and says so in a label.
    private var s3Host: String {
        "s3\(usesFIPS ? "-fips" : "")\(usesDualStack ? ".dualstack" : "").\(region).\(Partition(region: region).suffix)"
    }
}

private func isHostLabel(_ bucket: String) -> Bool {
    let bytes = Array(bucket.utf8)
    let isAlphanumeric = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last) && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
}

/// A setting of the AWS clients that cannot be used.
public struct AWSConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
