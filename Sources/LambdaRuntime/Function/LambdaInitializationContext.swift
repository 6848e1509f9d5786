public import Logging

/// Environment and logger that a function is made with.
public struct LambdaInitializationContext: Sendable {
    public let environment: Environment
    public let logger: Logger

    public init(environment: Environment, logger: Logger) {
        self.environment = environment
        self.logger = logger
    }
}
