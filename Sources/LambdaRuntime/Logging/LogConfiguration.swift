public import Logging

/// The format of the log lines and the lowest level that is logged. Lambda sets them in `AWS_LAMBDA_LOG_FORMAT` and
/// `AWS_LAMBDA_LOG_LEVEL`.
public struct LogConfiguration: Sendable, Equatable {
    public enum Format: Sendable {
        case text
        case json
    }

    public var format: Format
    public var level: Logger.Level

    public init(format: Format = .text, level: Logger.Level = .info) {
        self.format = format
        self.level = level
    }

    /// Reads the format and the level from Lambda's settings. An unknown value counts as Lambda's default, text or
    /// INFO: Lambda itself checks the values before it starts a function. Managed instances always log JSON.
    public init(_ environment: Environment) {
        let isManaged = environment["AWS_LAMBDA_INITIALIZATION_TYPE"] == "lambda-managed-instances"
        let asksJSON = environment["AWS_LAMBDA_LOG_FORMAT"]?.uppercased() == "JSON"
        let level: Logger.Level =
            switch environment["AWS_LAMBDA_LOG_LEVEL"]?.uppercased() {
            case "TRACE": .trace
            case "DEBUG": .debug
            case "WARN": .warning
            case "ERROR": .error
            case "FATAL": .critical
            default: .info
            }
        self.init(format: isManaged || asksJSON ? .json : .text, level: level)
    }
}

extension Logger.Level {
    /// Lambda's name for the level.
    var lambdaName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }
}
