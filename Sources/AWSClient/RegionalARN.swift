/// The ARN of something that belongs to one region and one account: a task, a state machine, a topic.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
public struct RegionalARN: Sendable, Hashable {
    /// Bytes of the longest.
    private static let longest = 2_048

    /// `dms`, `states`, …
    public let service: String
    public let region: String
    /// 12 digits.
    public let account: String
    /// All behind the account, such as `task:EXAMPLE`: its parts are divided by `:` or `/`, as the service has it.
    public let resource: String

    /// Reads an ARN whose partition is its region's.
    ///
    /// - Returns: `nil` for what is none: another number of parts, an empty one, white space, a placeholder in place of an account.
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

    /// The resource behind a word and its divider: the name of the task in `task:NAME`.
    ///
    /// - Parameter prefix: such as `task:` or `task/`.
    /// - Returns: `nil` for another kind of resource, and for one without a name.
    public func name(behind prefix: String) -> String? {
        guard resource.utf8.starts(with: prefix.utf8) else { return nil }
        let name = String(Substring(resource.utf8.dropFirst(prefix.utf8.count)))
        return name.isEmpty ? nil : name
    }
}
