/// A part of AWS with its own accounts, ARNs and host names.
///
/// The table comes from botocore's `partitions.json`; a test compares the two for every region.
public enum AWSPartition: String, Sendable, CaseIterable {
    case aws
    case china = "aws-cn"
    case europeanSovereign = "aws-eusc"
    case govCloud = "aws-us-gov"
    case iso = "aws-iso"
    case isoB = "aws-iso-b"
    case isoE = "aws-iso-e"
    case isoF = "aws-iso-f"

    /// Finds the partition of a region by the beginning of the region's name. It therefore recognizes future regions
    /// too.
    public init(region: String) {
        self = Self.allCases.first { $0.prefix.map(region.hasPrefix) ?? false } ?? .aws
    }

    private var prefix: String? {
        switch self {
        case .aws: nil
        case .china: "cn-"
        case .europeanSovereign: "eusc-"
        case .govCloud: "us-gov-"
        case .iso: "us-iso-"
        case .isoB: "us-isob-"
        case .isoE: "eu-isoe-"
        case .isoF: "us-isof-"
        }
    }

    /// The ending of the partition's host names.
    public var dnsSuffix: String {
        switch self {
        case .aws, .govCloud: "amazonaws.com"
        case .china: "amazonaws.com.cn"
        case .europeanSovereign: "amazonaws.eu"
        case .iso: "c2s.ic.gov"
        case .isoB: "sc2s.sgov.gov"
        case .isoE: "cloud.adc-e.uk"
        case .isoF: "csp.hci.ic.gov"
        }
    }

    /// The ending of a dual-stack endpoint's host name. Such an endpoint also has IPv6 addresses.
    public var dualStackSuffix: String {
        switch self {
        case .aws, .govCloud: "api.aws"
        case .china: "api.amazonwebservices.com.cn"
        case .europeanSovereign: "api.amazonwebservices.eu"
        case .iso: "api.aws.ic.gov"
        case .isoB: "api.aws.scloud"
        case .isoE: "api.cloud-aws.adc-e.uk"
        case .isoF: "api.aws.hci.ic.gov"
        }
    }

    /// The host of the AWS console; `nil` for partitions whose console is not public.
    public var consoleHost: String? {
        switch self {
        case .aws: "console.aws.amazon.com"
        case .china: "console.amazonaws.cn"
        case .europeanSovereign: "console.amazonaws-eusc.eu"
        case .govCloud: "console.amazonaws-us-gov.com"
        case .iso, .isoB, .isoE, .isoF: nil
        }
    }
}
