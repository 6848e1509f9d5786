public import JSON

/// The request of a CloudFormation custom resource.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
///
/// CloudFormation waits, up to an hour, until somebody has put a ``CustomResourceResponse`` to the response's URL. The URL is a secret
/// for as long as it counts: whoever has it may answer. It is not described.
public struct CustomResourceRequest: Sendable, CustomStringConvertible, CustomReflectable {
    public enum Kind: String, Sendable, CaseIterable {
        case create = "Create"
        case update = "Update"
        case delete = "Delete"
    }

    public let kind: Kind
    public let responseURL: String
    public let stackID: String
    public let requestID: String
    /// The resource's name in the template.
    public let logicalID: String
    /// The answer's of the first request; `nil` in that request itself.
    public let physicalID: String?
    /// The properties of the resource in the template. CloudFormation makes text of numbers and of booleans.
    public let properties: JSONElement
    /// Those that counted until now: of an update, a rollback among them.
    public let oldProperties: JSONElement

    /// - Returns: `true` for what is such a request, whether it can be read or not.
    public static func isRequest(_ event: JSONElement) -> Bool {
        ["RequestType", "ResponseURL", "StackId"].allSatisfy { event[$0].kind != nil }
    }

    /// - Throws: ``UnreadableEvent`` for what lacks something that every request has.
    public init(_ event: JSONElement) throws(UnreadableEvent) {
        do throws(JSONError) {
            let name = try event["RequestType"].string
            guard let kind = Kind(rawValue: name) else {
                throw event["RequestType"].error("must be Create, Update or Delete")
            }
            self.kind = kind
            responseURL = try event["ResponseURL"].string
            stackID = try event["StackId"].string
            requestID = try event["RequestId"].string
            logicalID = try event["LogicalResourceId"].string
            physicalID = try event["PhysicalResourceId"].ifPresent?.string
            properties = event["ResourceProperties"]
            oldProperties = event["OldResourceProperties"]
        } catch {
            throw UnreadableEvent(error)
        }
    }

    public var description: String { "\(kind.rawValue) of \(logicalID)" }
    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
