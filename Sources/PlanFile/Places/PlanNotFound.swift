public import LambdaRuntime

/// The error for a plan's name when no file has this name.
public struct PlanNotFound: LambdaError, Equatable, CustomStringConvertible {
    public let name: String
    /// The files that were tried.
    public let places: [String]

    public init(name: String, places: [String]) {
        self.name = name
        self.places = places
    }

    public var errorType: String { "Plan.NotFound" }
    public var errorMessage: String {
        let shortened = PlanScalar(.text, text: name).shortened
        guard PlanName.isValid(name) else {
            return "\"\(shortened)\" is not a plan's name; \(PlanName.rule())"
        }
        return places.isEmpty
            ? "there is no plan \"\(shortened)\"; PLAN_S3_URI names a file of another name"
            : "there is no plan \"\(shortened)\": looked for \(places.joined(separator: ", "))"
    }
    public var description: String { errorMessage }
}
