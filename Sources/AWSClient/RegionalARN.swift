/// The ARN of a resource that belongs to one region and one account: a task, a state machine, a topic.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
public struct RegionalARN: Sendable, Hashable {
    /// The length of the longest ARN, in bytes.
    private static let longest = 2_048

    /// The service's name in ARNs: `dms`, `states`, …
    public let service: String
    public let region: String
    /// The account's id, 12 digits.
    public let account: String
    /// The part after the account, such as `task:EXAMPLE`. The service divides it by `:` or `/`.
    public let resource: String

    /// Reads an ARN. Its partition must be the partition of its region.
    ///
    /// - Returns: `nil` for a text that is not such an ARN: it has another number of parts, an empty part, white
    ///   space, or a placeholder instead of an account.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", text.utf8.count <= Self.longest,
            // Names may have any letters, but no white space and no control characters.
            !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F || $0.properties.isWhitespace })
        else { return nil }
        let region = parts[3]
        let isRegion = region.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard isRegion, !region.isEmpty, parts[1] == AWSPartition(region: region).rawValue, !parts[2].isEmpty,
            parts[4].utf8.count == 12, parts[4].utf8.allSatisfy({ (0x30...0x39).contains($0) }), !parts[5].isEmpty
        else { return nil }
        (service, self.region, account, resource) = (parts[2], region, parts[4], parts[5])
    }

    /// Returns the part of the resource after a prefix: the name of the task in `task:NAME`.
    ///
    /// - Parameter prefix: such as `task:` or `task/`.
    /// - Returns: `nil` for another kind of resource, and for one without a name.
    public func name(behind prefix: String) -> String? {
        guard resource.utf8.starts(with: prefix.utf8) else { return nil }
        let name = String(Substring(resource.utf8.dropFirst(prefix.utf8.count)))
        return name.isEmpty ? nil : name
    }
}
