/// The role that Redshift assumes to access S3, or a chain of roles in which each role assumes the next one.
/// https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-authorization.html
public struct WarehouseIAMRole: Sendable, Hashable, Codable, CustomStringConvertible {
    public static let rule = "a role's ARN, several separated by commas without spaces, or default"

    /// The text as it was given: ARNs separated by commas, or `default`.
    public let description: String

    /// The warehouse's own default role.
    public static let `default` = WarehouseIAMRole(checked: "default")

    private init(checked text: String) { description = text }

    /// - Throws: ``SQLProblem`` for a text that is neither ARNs of roles nor `default`.
    public init(_ text: String) throws(SQLProblem) {
        guard
            text == "default"
                || text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                    .allSatisfy({ Self.isRole($0) })
        else { throw SQLProblem("is \"\(text)\"; expected \(Self.rule)") }
        description = text
    }

    private static func isRole(_ arn: Substring.UTF8View) -> Bool {
        let parts = arn.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[0].elementsEqual("arn".utf8) && parts[1].starts(with: "aws".utf8)
            && parts[2].elementsEqual("iam".utf8) && parts[3].isEmpty && parts[4].count == 12
            && parts[4].allSatisfy { (0x30...0x39).contains($0) }
            && parts[5].starts(with: "role/".utf8) && parts[5].allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The clause for a statement: `IAM_ROLE default` or `IAM_ROLE 'arn…'`.
    public var clause: String {
        "IAM_ROLE " + (description == "default" ? "default" : SQLLiteral(withoutNUL: description).description)
    }
}
