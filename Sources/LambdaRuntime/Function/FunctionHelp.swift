/// The text that `bootstrap --help` prints.
public struct FunctionHelp: Sendable {
    /// One environment variable that the function reads.
    public struct Setting: Sendable {
        public let name: String
        public let meaning: String

        public init(_ name: String, _ meaning: String) {
            self.name = name
            self.meaning = meaning
        }
    }

    public let name: String
    public let summary: String
    public let settings: [Setting]
    public let example: String?

    /// Makes the help text of a function.
    ///
    /// - Parameters:
    ///   - summary: one or two sentences.
    ///   - settings: the environment variables that the function reads, without AWS's own.
    ///   - example: a command line that works from the project's folder.
    public init(name: String, summary: String, settings: [Setting] = [], example: String? = nil) {
        self.name = name
        self.summary = summary
        self.settings = settings
        self.example = example
    }
}
