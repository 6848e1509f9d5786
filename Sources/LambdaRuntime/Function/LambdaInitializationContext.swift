public import Logging

/// The environment and the logger for the initializer of a function.
public struct LambdaInitializationContext: Sendable {
    public let environment: Environment
    public let logger: Logger

    public init(environment: Environment, logger: Logger) {
        self.environment = environment
        self.logger = logger
    }

    /// Makes the services that a function uses, by calling `make`.
    ///
    /// - Returns: the services. Outside of Lambda an error is returned instead of thrown, because a dry run needs
    ///   neither settings nor credentials.
    /// - Throws: the error of `make`, inside Lambda: it ends the init.
    public func services<Services>(
        _ make: (Environment) throws -> Services
    ) throws -> Result<Services, any Error> {
        let services = Result { try make(environment) }
        if environment["AWS_LAMBDA_RUNTIME_API"] != nil { _ = try services.get() }
        return services
    }
}
