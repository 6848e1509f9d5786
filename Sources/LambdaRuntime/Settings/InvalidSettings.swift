/// The init error that lists all missing or unusable settings. The person who deploys can correct them all at once.
public struct InvalidSettings: LambdaError, Equatable, CustomStringConvertible {
    /// The problems in the order in which they were found, one sentence each. The list is never empty.
    public let problems: [String]

    init(problems: [String]) { self.problems = problems }

    public var errorType: String { "Runtime.InvalidSetting" }
    public var errorMessage: String {
        guard problems.count > 1 else { return problems.first ?? "the settings cannot be used" }
        let list = problems.enumerated().map { "(\($0 + 1)) \($1)" }.joined(separator: "; ")
        return "\(problems.count) settings cannot be used: \(list)"
    }
    public var description: String { errorMessage }
}
