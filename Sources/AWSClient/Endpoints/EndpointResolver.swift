/// Finds the addresses of services: AWS's host names, or a custom endpoint. AWS's host names depend on the region and
/// on the FIPS and dual-stack settings.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
public struct EndpointResolver: Sendable {
    public let region: String
    private let variant: EndpointVariant
    private let environment: @Sendable (String) -> String?

    /// Reads `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`, and checks `AWS_ENDPOINT_URL`, the custom
    /// endpoint for all services.
    ///
    /// - Throws: ``AWSConfigurationError`` with everything that is wrong: a text that cannot be a region, a switch
    ///   that is neither true nor false, an endpoint that is not a URL.
    public init(region: String, environment: @escaping @Sendable (String) -> String?) throws(AWSConfigurationError) {
        let isLabel = region.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
        var problems: [String] = []
        if !isLabel || region.isEmpty || region.hasPrefix("-") || region.hasSuffix("-") {
            problems.append("AWS_REGION is \"\(region)\"; expected the name of a region, such as eu-west-1")
        }
        func isSet(_ name: String) -> Bool {
            do throws(AWSConfigurationError) { return try isOn(name, environment) } catch {
                problems.append(error.description)
                return false
            }
        }
        variant = EndpointVariant(
            isFIPS: isSet("AWS_USE_FIPS_ENDPOINT"),
            isDualStack: isSet("AWS_USE_DUALSTACK_ENDPOINT")
        )
        if !isSet("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), let url = environment("AWS_ENDPOINT_URL"), !url.isEmpty,
            base(of: url) == nil
        {
            problems.append(Self.expectedURL("AWS_ENDPOINT_URL"))
        }
        guard problems.isEmpty else { throw AWSConfigurationError(problems.joined(separator: "; ")) }
        self.region = region
        self.environment = environment
    }

    /// Returns a resolver for another region, with the same switches and custom endpoints.
    ///
    /// - Throws: ``AWSConfigurationError`` for a text that cannot be a region, or when FIPS is wanted and the region
    ///   has no FIPS endpoint.
    public func inRegion(_ region: String) throws(AWSConfigurationError) -> EndpointResolver {
        try EndpointResolver(region: region, environment: environment)
    }

    /// Finds the address of one service: `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, else AWS's own.
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` = `true` disables the first two.
    ///
    /// - Throws: ``AWSConfigurationError`` naming the variable whose value is not a usable URL.
    func endpoint(of service: AWSService) throws(AWSConfigurationError) -> ServiceEndpoint {
        if try !isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", environment) {
            for name in [service.endpointVariable, "AWS_ENDPOINT_URL"] {
                guard let url = environment(name), !url.isEmpty else { continue }
                guard let base = base(of: url) else { throw AWSConfigurationError(Self.expectedURL(name)) }
                return ServiceEndpoint(base: base, isCustom: true)
            }
        }
        guard let host = variant.host(of: service, in: region) else {
            throw AWSConfigurationError(
                "AWS_USE_FIPS_ENDPOINT is true, but \(service.name) has no FIPS endpoint in \(region)"
            )
        }
        return ServiceEndpoint(base: "https://\(host)", isCustom: false)
    }

    private static func expectedURL(_ name: String) -> String {
        "\(name) must be http:// or https:// and a host, with nothing behind it but a path"
    }
}

private func isOn(_ name: String, _ environment: (String) -> String?) throws(AWSConfigurationError) -> Bool {
    guard let text = environment(name), !text.isEmpty else { return false }
    guard let value = Bool(text.lowercased()) else {
        throw AWSConfigurationError("\(name) is \"\(text)\"; expected true or false")
    }
    return value
}

/// Checks a custom endpoint's address.
///
/// - Returns: the address without slashes at its end; `nil` when no request can be sent to it.
private func base(of text: String) -> String? {
    var url = text
    while url.utf8.last == UInt8(ascii: "/") { url.removeLast() }
    return isBaseURL(url) ? url : nil
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
