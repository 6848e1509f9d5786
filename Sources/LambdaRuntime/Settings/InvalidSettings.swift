/// All settings that are missing or cannot be used, in one init error: a person who deploys mends them at once.
public struct InvalidSettings: LambdaError, Equatable, CustomStringConvertible {
    /// One sentence a problem, in the order they were found. Never empty.
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
