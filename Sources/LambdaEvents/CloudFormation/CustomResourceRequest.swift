public import JSON

/// The request of a CloudFormation custom resource.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
///
/// CloudFormation waits for up to an hour until somebody puts a ``CustomResourceResponse`` to the response URL. This
/// URL is a secret while it is valid, because anybody who has it may answer. The description does not show it.
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
    /// The resource's physical id, which the answer to the create request set; `nil` in the create request itself.
    public let physicalID: String?
    /// The properties of the resource in the template. CloudFormation converts numbers and booleans to text.
    public let properties: JSONElement
    /// The properties before an update. A rollback is an update, too.
    public let oldProperties: JSONElement

    /// Returns `true` for an event that is a request of a custom resource, even if it cannot be read.
    public static func isRequest(_ event: JSONElement) -> Bool {
        ["RequestType", "ResponseURL", "StackId"].allSatisfy { event[$0].kind != nil }
    }

    /// Reads a request.
    ///
    /// - Throws: ``UnreadableEvent`` for an event without a member that every request has.
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
