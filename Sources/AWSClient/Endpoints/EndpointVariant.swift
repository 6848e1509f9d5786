/// A kind of endpoint of a service: with FIPS (`AWS_USE_FIPS_ENDPOINT`), with dual stack
/// (`AWS_USE_DUALSTACK_ENDPOINT`), with both or with neither.
struct EndpointVariant: Sendable, Hashable {
    var isFIPS = false
    var isDualStack = false

    /// Returns the host name of a service: `<prefix>[-fips].<region>.<suffix>`. The functions below are the exceptions
    /// to this rule.
    ///
    /// The rules come from botocore's endpoint rule sets; a test compares all services, regions and variants with them.
    ///
    /// - Returns: `nil` when there is no such endpoint.
    func host(of service: AWSService, in region: String) -> String? {
        let partition = AWSPartition(region: region)
        if service.addressing == .bucket {
            // Amazon S3 says dual stack in a label, and has no FIPS endpoints in China.
            guard !isFIPS || partition != .china else { return nil }
            let labels = "\(service.endpointPrefix)\(isFIPS ? "-fips" : "")\(isDualStack ? ".dualstack" : "")"
            return "\(labels).\(region).\(partition.dnsSuffix)"
        }
        let hasFIPSName = isFIPS ? !isPlain(service.endpointPrefix, region, partition) : isFIPSOnly(service, partition)
        let suffix =
            isDualStack && !keepsSuffix(service.endpointPrefix, partition)
            ? partition.dualStackSuffix : partition.dnsSuffix
        return "\(service.endpointPrefix)\(hasFIPSName ? "-fips" : "").\(region).\(suffix)"
    }

    /// Returns `true` when the service's normal host name already belongs to the FIPS endpoint.
    private func isPlain(_ prefix: String, _ region: String, _ partition: AWSPartition) -> Bool {
        switch partition {
        case .govCloud where isDualStack: return prefix == "events"
        case .govCloud:
            if prefix == "states" { return region == "us-gov-west-1" }
            return ["dms", "dynamodb", "events", "portal.sso", "sns", "sqs", "sts"].contains(prefix)
        case .iso, .isoB: return prefix == "dms" && !isDualStack
        default: return false
        }
    }

    /// Returns `true` for Step Functions in GovCloud, where the dual-stack endpoint is always a FIPS endpoint.
    private func isFIPSOnly(_ service: AWSService, _ partition: AWSPartition) -> Bool {
        partition == .govCloud && isDualStack && service.endpointPrefix == "states"
    }

    /// Returns `true` for Secrets Manager, in the partitions where its normal host name already has IPv6 addresses.
    private func keepsSuffix(_ prefix: String, _ partition: AWSPartition) -> Bool {
        guard prefix == "secretsmanager" else { return false }
        return [.aws, .govCloud].contains(partition) || partition == .china && !isFIPS
    }
}
