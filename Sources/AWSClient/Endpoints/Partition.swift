/// A part of AWS with its own accounts and host names.
enum Partition: String, Sendable {
    case aws
    case china = "aws-cn"
    case govCloud = "aws-us-gov"

    init(region: String) {
        if region.hasPrefix("cn-") {
            self = .china
        } else if region.hasPrefix("us-gov-") {
            self = .govCloud
        } else {
            self = .aws
        }
    }

    var suffix: String { self == .china ? "amazonaws.com.cn" : "amazonaws.com" }
    var dualStackSuffix: String { self == .china ? "api.amazonwebservices.com.cn" : "api.aws" }
    var hasFIPS: Bool { self != .china }
}
