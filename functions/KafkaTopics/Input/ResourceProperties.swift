import JSON
import LambdaRuntime

/// The properties of the custom resource in the template.
struct ResourceProperties: Sendable, Equatable {
    /// A plan's text, YAML or JSON; `nil` for the plan that is deployed with the function.
    let plan: String?
    /// `true` for `OnDelete: delete`: the topics are deleted with the stack, if the function's settings allow it.
    let isDeletedWithStack: Bool

    private static let members = ["ServiceToken", "ServiceTimeout", "Plan", "OnDelete", "Version"]

    /// - Throws: ``InvalidRequest``.
    init(_ properties: JSONElement) throws(InvalidRequest) {
        do throws(JSONError) {
            for member in try properties.object where !Self.members.contains(try member.name) {
                throw member.value.error(
                    "is no property; there are \(Self.members.dropFirst().joined(separator: ", "))"
                )
            }
            plan = try properties["Plan"].ifPresent?.string
            switch try properties["OnDelete"].ifPresent?.string ?? "retain" {
            case "retain": isDeletedWithStack = false
            case "delete": isDeletedWithStack = true
            default: throw properties["OnDelete"].error("must be retain or delete")
            }
        } catch {
            throw InvalidRequest("the resource's properties cannot be read: \(error)")
        }
        if isDeletedWithStack, plan == nil {
            throw InvalidRequest("OnDelete is delete, which needs a Plan of the resource's own")
        }
    }
}
