import JSON

/// The answer to a ``CustomResourceRequest``.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
public struct CustomResourceResponse: Sendable, Equatable {
    /// The maximum length of the reason, in bytes. CloudFormation accepts 4,096 bytes for the whole answer, and the
    /// other members need some of them.
    static let longestReason = 1_500

    public let isSuccess: Bool
    public let reason: String
    public let physicalID: String
    public let stackID: String
    public let requestID: String
    public let logicalID: String
    /// The attributes that a template can read with `Fn::GetAtt`.
    public let data: [String: String]

    /// Makes the answer to a request.
    ///
    /// - Parameters:
    ///   - reason: the text that a person reads in the stack's events; shortened when it is too long. No secrets.
    ///   - physicalID: the id of a new resource. An older resource keeps its id, because CloudFormation deletes the old
    ///     resource when the id changes.
    public init(
        to request: CustomResourceRequest,
        isSuccess: Bool,
        reason: String,
        physicalID: String,
        data: [String: String] = [:]
    ) {
        self.isSuccess = isSuccess
        self.reason = Self.cut(reason)
        self.physicalID = request.physicalID ?? physicalID
        stackID = request.stackID
        requestID = request.requestID
        logicalID = request.logicalID
        self.data = data
    }

    /// The answer as JSON, to be sent with PUT to the request's response URL.
    public var bytes: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("Status", isSuccess ? "SUCCESS" : "FAILED")
        json.member("Reason", reason)
        json.member("PhysicalResourceId", physicalID)
        json.member("StackId", stackID)
        json.member("RequestId", requestID)
        json.member("LogicalResourceId", logicalID)
        json.key("Data")
        json.beginObject()
        for (name, value) in data.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longestReason else { return text }
        var cut = ""
        var length = 0
        for character in text {
            length += character.utf8.count
            if length > longestReason - 3 { break }
            cut.append(character)
        }
        return cut + "…"
    }
}
